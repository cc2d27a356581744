"""The registry of settings: what may be stored, what holds, and that each is read somewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from awards.core.errors import WrongInput
from awards.core.permissions import Role
from awards.nominations.models import NomineeKind, Relation
from awards.programmes.models import Award, Edition, Phase
from awards.programmes.settings import (
    GROUPS,
    SETTING,
    SETTINGS,
    Kind,
    Lock,
    Rules,
    Setting,
    Where,
    checked,
    in_code,
    is_asked,
    is_overridden,
    locked,
    require_fitting,
    rules_of,
    rules_of_edition,
    settings_for,
    value_of,
)
from awards.programmes.settings.choices import OrderBy, Repeat, TieRule

AWARDS = Path(__file__).parents[2] / "awards"
DIFFERS: dict[Kind, Any] = {
    Kind.CHOICE: lambda s: s.codes[-1],
    Kind.CHOICES: lambda s: [s.codes[0]],
    Kind.NUMBER: lambda s: s.high,
    Kind.YES_NO: lambda s: not s.default,
    Kind.LIST: lambda _s: ["lund.se"],
    Kind.LINES: lambda _s: ["Förvaltningslagen 16 §"],
    Kind.CRITERION: lambda _s: "listen",
}
"""For each kind a value that is not the default."""


def an_award(edition: dict[str, Any] | None = None, own: dict[str, Any] | None = None) -> Award:
    award = Award(rules=own or {})
    award.edition = Edition(rules=edition or {}, blind=True, scale_low=1, scale_high=5)
    return award


def differs(setting: Setting) -> Any:
    return DIFFERS[setting.kind](setting)


# The registry.


def test_every_key_is_there_once_and_belongs_to_a_group() -> None:
    assert len(SETTING) == len(SETTINGS)
    assert {setting.group for setting in SETTINGS} == set(GROUPS)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.key)
def test_a_default_is_what_may_be_stored(setting: Setting) -> None:
    stored = checked(setting.key, setting.default)
    assert stored == (list(setting.default) if setting.kind in LISTS else setting.default)


LISTS = {Kind.CHOICES, Kind.LIST, Kind.LINES}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.key)
def test_a_setting_explains_itself_in_whole_sentences(setting: Setting) -> None:
    assert (setting.label[:1].isupper(), setting.label[-1:] not in ".:") == (True, True)
    assert (setting.help[:1].isupper(), setting.help[-1:]) == (True, ".")


def test_choices_are_the_words_that_other_features_store() -> None:
    assert SETTING["nominators"].codes == tuple(relation.value for relation in Relation)
    assert SETTING["nominee_kinds"].codes == tuple(kind.value for kind in NomineeKind)
    assert SETTING["nominator_roles"].codes == tuple(role.value for role in Role)


def test_an_award_carries_what_is_its_own_and_what_it_may_override() -> None:
    assert {setting.where for setting in settings_for(Award())} == {Where.BOTH}
    assert {setting.where for setting in settings_for(Edition())} == {Where.EDITION, Where.BOTH}


# What holds.


def test_nothing_said_means_the_defaults() -> None:
    assert rules_of(an_award()) == Rules()
    assert [value_of(an_award(), s.key) for s in SETTINGS] == [
        list(s.default) if s.kind in LISTS else s.default for s in SETTINGS
    ]


@pytest.mark.parametrize("setting", [s for s in SETTINGS if not s.columns], ids=lambda s: s.key)
def test_an_edition_says_what_its_awards_follow(setting: Setting) -> None:
    said = checked(setting.key, differs(setting), criteria=["listen"])
    award = an_award({setting.key: said})
    assert said != (list(setting.default) if setting.kind in LISTS else setting.default)
    assert (value_of(award.edition, setting.key), value_of(award, setting.key)) == (said, said)
    assert is_overridden(award, setting.key) is False


@pytest.mark.parametrize("setting", [s for s in SETTINGS if s.may_override], ids=lambda s: s.key)
def test_an_award_may_say_otherwise(setting: Setting) -> None:
    default = list(setting.default) if setting.kind in LISTS else setting.default
    said = checked(setting.key, differs(setting), criteria=["listen"])
    award = an_award({setting.key: default}, {setting.key: said})
    assert (value_of(award.edition, setting.key), value_of(award, setting.key)) == (default, said)
    assert is_overridden(award, setting.key) is True


def test_an_award_cannot_say_otherwise_about_the_whole_edition() -> None:
    award = an_award({"retention_years": 5}, {"retention_years": 9})
    assert rules_of(award).retention_years == 5


def test_rules_come_typed() -> None:
    said = {"tie_rule": "sheets", "nominators": ["staff"], "repeat_winners": "block"}
    rules = rules_of_edition(an_award(said).edition)
    assert (rules.tie_rule, rules.nominators) == (TieRule.SHEETS, ("staff",))
    assert rules.repeat_winners is Repeat.BLOCK


def test_what_stands_in_columns_is_read_there() -> None:
    award = an_award()
    award.edition.blind, award.edition.scale_low, award.edition.scale_high = False, 0, 10
    read = [value_of(award, key) for key in ("blind", "scale")]
    assert read == [False, "0-10"]


def test_a_setting_is_asked_only_where_it_matters() -> None:
    cap = SETTING["prize_cap"]
    asked = [is_asked(cap, {"prize_rule": code}) for code in ("split", "fixed", "written")]
    assert (asked, is_asked(SETTING["blind"], {})) == ([True, False, False], True)


# What may be stored.


@pytest.mark.parametrize(
    ("key", "raw", "stored"),
    [
        ("finalists", " 5 ", 5),
        ("prize_amount", "50 000", 50_000),
        ("prize_amount", "50\u00a0000", 50_000),
        ("blind", "no", False),
        ("blind", "y", True),
        ("blind", None, False),
        ("self_nomination", True, True),
        ("nominators", ["other", "staff"], ["staff", "other"]),
        ("nominators", "resident", ["resident"]),
        ("nominator_roles", [], []),
        ("staff_domains", " @Lund.SE\n\nlkf.se\nlund.se", ["lund.se", "lkf.se"]),
        ("staff_domains", "", []),
        (
            "conflict_statutes",
            " Förvaltningslagen\u202e 16 § \n\n7 §\n7 §",
            ["Förvaltningslagen 16 §", "7 §"],
        ),
        ("decision_mode", "ranking", OrderBy.RANKING),
        ("tie_criterion", "listen", "listen"),
        ("tie_criterion", "", ""),
        ("scale", "0-10", "0-10"),
    ],
)
def test_what_is_typed_becomes_what_is_stored(key: str, raw: object, stored: object) -> None:
    assert checked(key, raw, criteria=["listen"]) == stored


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("finalists", "21"),
        ("finalists", "-1"),
        ("finalists", "two"),
        ("finalists", "2.5"),
        ("finalists", "²"),
        ("finalists", ""),
        ("finalists", True),
        ("finalists", None),
        ("prize_amount", "9" * 400),
        ("blind", "maybe"),
        ("nominators", []),
        ("nominators", ["staff", "martians"]),
        ("nominators", 7),
        ("staff_domains", "lund.se\nnot an address"),
        ("staff_domains", "=HYPERLINK(1)"),
        ("conflict_statutes", "x" * 121),
        ("conflict_statutes", "\n".join(f"{n} §" for n in range(51))),
        ("staff_domains", "\n".join(f"a{n}.se" for n in range(51))),
        ("decision_mode", "dice"),
        ("decision_mode", ["points"]),
        ("tie_criterion", "beauty"),
        ("scale", "1-7"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(key: str, raw: object) -> None:
    with pytest.raises(WrongInput):
        checked(key, raw, criteria=["listen"])


def test_a_wrong_number_is_told_its_range() -> None:
    with pytest.raises(WrongInput) as refused:
        checked("finalists", "30")
    assert refused.value.values == {"low": 0, "high": 20}


@pytest.mark.parametrize(
    "values",
    [
        {"group_least": 8, "group_most": 5},
        {"min_words": 500, "max_words": 400},
        {"tie_rule": "criterion", "tie_criterion": ""},
    ],
)
def test_settings_that_contradict_each_other_are_refused(values: dict[str, Any]) -> None:
    require_fitting({"group_least": 2, "group_most": 5, "min_words": 4, "max_words": 40})
    with pytest.raises(WrongInput):
        require_fitting(values)


def test_a_value_is_one_word_in_the_trail() -> None:
    assert [in_code(v) for v in (True, False, 5, ["a", "b"], TieRule.SHEETS)] == [
        "yes",
        "no",
        "5",
        "a+b",
        "sheets",
    ]


# When it may change.


def test_a_setting_closes_as_the_round_goes_on() -> None:
    seen = [locked(SETTING["counting_method"], phase) for phase in Phase]
    assert seen == [Lock.OPEN] * 2 + [Lock.NEEDS_REASON] + [Lock.LOCKED] * 4


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.key)
def test_no_setting_opens_again(setting: Setting) -> None:
    order = list(Lock)
    seen = [order.index(locked(setting, phase)) for phase in Phase]
    assert seen == sorted(seen)
    assert seen[0] == 0


# Each is read.


def _reads(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield node.attr


def _read_anywhere() -> set[str]:
    """Return every attribute that code outside the registry, or a template, reads."""
    sources = [p for p in AWARDS.rglob("*.py") if "settings" not in p.parts and p.stem != "models"]
    read = {name for p in sources for name in _reads(ast.parse(p.read_text(encoding="utf-8")))}
    for page in (AWARDS.parent / "templates").rglob("*.html"):
        read |= set(re.findall(r"\.([a-z_]+)", page.read_text(encoding="utf-8")))
    return read


def test_nothing_can_be_set_that_nothing_reads() -> None:
    names = {name for setting in SETTINGS for name in setting.columns or (setting.key,)}
    assert names - _read_anywhere() == set()
