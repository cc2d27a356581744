"""When a nomination may be sent, changed, withdrawn; its text; the workplaces to pick."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from awards.accounts.models import OrgKind, OrgUnit
from awards.core.errors import Closed
from awards.nominations import rules
from awards.nominations.models import EffectKind, Nomination, NominationAnswer, NominationState
from awards.nominations.rules import late_at, may_change, may_withdraw, nomination_text, words_in
from awards.nominations.workplaces import WorkplaceGroup, grouped
from awards.programmes.models import Award, Edition, Programme, Prompt

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
TODAY = date(2026, 9, 1)


def award(opens: float, closes: float, scoring: float = 30, **values: Any) -> Award:
    """An award whose edition opens, closes and is scored so many days from now."""
    edition = Edition(
        programme=Programme(slug="lund"),
        year=2026,
        opened_at=NOW,
        opens_at=NOW + timedelta(days=opens),
        closes_at=NOW + timedelta(days=closes),
        scoring_opens_at=NOW + timedelta(days=scoring),
        scoring_closes_at=NOW + timedelta(days=scoring + 10),
    )
    return Award(edition=edition, **values)


def nomination(of: Award, state: NominationState = NominationState.RECEIVED) -> Nomination:
    return Nomination(award=of, state=state)


def test_in_time_until_the_last_moment_and_late_from_the_deadline_on() -> None:
    assert late_at(award(-1, 0.00001), NOW) is False
    assert late_at(award(-1, 0), NOW) is True


@pytest.mark.parametrize("dates", [(1, 2, 3), (-3, -2, -1)])
def test_closed_before_opening_and_once_the_jury_reads(dates: tuple[int, int, int]) -> None:
    with pytest.raises(Closed):
        late_at(award(*dates), NOW)


def rolling(opens: float, closes: float, scoring: float) -> Award:
    """An award whose edition takes nominations until scoring closes."""
    found = award(opens, closes, scoring)
    found.edition.rules = {"rolling_intake": True}
    return found


@pytest.mark.parametrize("dates", [(-2, 1, 3), (-2, -1, 1), (-3, -2, -1)])
def test_with_rolling_intake_nothing_is_late_until_scoring_closes(
    dates: tuple[int, int, int],
) -> None:
    assert late_at(rolling(*dates), NOW) is False


@pytest.mark.parametrize("dates", [(1, 2, 3), (-30, -20, -10)])
def test_rolling_intake_begins_and_ends_too(dates: tuple[int, int, int]) -> None:
    with pytest.raises(Closed):
        late_at(rolling(*dates), NOW)


def test_what_comes_while_the_jury_reads_cannot_be_changed_under_its_eyes() -> None:
    one = nomination(rolling(-3, -2, -1))
    assert (may_change(one, NOW), may_withdraw(one, NOW)) == (False, False)


@pytest.mark.parametrize(
    ("dates", "state", "change", "withdraw"),
    [
        ((-1, 1, 2), NominationState.RECEIVED, True, True),
        ((-2, -1, 2), NominationState.RECEIVED, False, True),
        ((-3, -2, -1), NominationState.RECEIVED, False, False),
        ((-1, 1, 2), NominationState.UNCONFIRMED, False, False),
        ((-1, 1, 2), NominationState.WITHDRAWN, False, False),
    ],
)
def test_what_the_nominator_may_still_do(
    dates: tuple[int, int, int], state: NominationState, change: bool, withdraw: bool
) -> None:
    one = nomination(award(*dates), state)
    assert (may_change(one, NOW), may_withdraw(one, NOW)) == (change, withdraw)


def test_a_reference_has_no_letter_that_can_be_mixed_up() -> None:
    references = {rules.new_reference(award(-1, 1)) for _ in range(200)}
    assert len(references) == 200
    for reference in references:
        assert reference[:10] == "LUND-2026-"
        assert not set(reference[10:]) & set("ILOU")


def test_words_of_all_texts_count_together() -> None:
    assert words_in(["Två ord", None, "", "e-hemvårdens tre-i-ett – lösning!"]) == 5


def test_text_comes_in_the_prompts_order_with_the_effect_last() -> None:
    prompts = [Prompt(id=key, label={"sv": key}) for key in ("one", "two", "three")]
    one = Nomination(award=Award(prompts=prompts), effect_kind=EffectKind.ACHIEVED, effect="Lugn.")
    one.answers = [
        NominationAnswer(prompt_id="two", text="B"),
        NominationAnswer(prompt_id="one", text="A"),
        NominationAnswer(prompt_id="three", text=""),
    ]
    sections = nomination_text(one)
    assert sections[:2] == [({"sv": "one"}, "A"), ({"sv": "two"}, "B")]
    assert [(sorted(heading), text) for heading, text in sections[2:]] == [
        (["en", "nb", "sv"], "Lugn.")
    ]
    assert sections[2][0]["en"] == "What it has led to, and for whom"


def unit(name: str, parent: str | None, kind: OrgKind = OrgKind.UNIT, **dates: date) -> OrgUnit:
    return OrgUnit(id=name, parent_id=parent, name=name, kind=kind, **dates)


TREE = [
    unit("lund", None, OrgKind.EMPLOYER),
    unit("care", "lund", OrgKind.ADMINISTRATION),
    unit("homes", "care"),
    unit("night team", "homes"),
    unit("school", "lund", OrgKind.ADMINISTRATION),
    unit("housing", None, OrgKind.COMPANY),
    unit("closed", "school", valid_to=date(2026, 8, 31)),
    unit("its team", "closed"),
    unit("coming", "school", valid_from=date(2026, 9, 2)),
    unit("last day", "school", valid_to=TODAY),
]


def shape(groups: tuple[WorkplaceGroup, ...]) -> list[tuple[str, list[tuple[str, int]]]]:
    return [(group.name, [(p.name, p.depth) for p in group.places]) for group in groups]


CARE = ("care", [("care", 0), ("homes", 1), ("night team", 2)])
SCHOOL = ("school", [("school", 0), ("last day", 1)])


def test_workplaces_of_an_employer_are_grouped_by_administration() -> None:
    assert shape(grouped(TREE, {"lund"}, TODAY)) == [("lund", [("lund", 0)]), CARE, SCHOOL]


def test_only_what_takes_part_can_be_picked() -> None:
    assert shape(grouped(TREE, {"care", "housing"}, TODAY)) == [CARE, ("housing", [("housing", 0)])]
    assert shape(grouped(TREE, {"homes"}, TODAY)) == [("homes", [("homes", 0), ("night team", 1)])]


def test_everything_takes_part_when_no_list_is_given() -> None:
    names = [name for name, _ in shape(grouped(TREE, set(), TODAY))]
    assert names == ["lund", "care", "school", "housing"]


def test_a_units_name_cannot_become_markup() -> None:
    (group,) = grouped([unit("<b>x</b>", None)], set(), TODAY)
    assert "<b>" not in group.options(())


def test_only_the_chosen_boxes_are_ticked() -> None:
    (care,) = grouped(TREE, {"care"}, TODAY)
    html = care.options({"homes", "nowhere"})
    assert html.count("checked") == 1
    assert 'value="homes" checked' in html
    assert "checked" not in care.options(())
