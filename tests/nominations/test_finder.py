"""Choosing an award by what somebody did, and the soft hints at delicate words."""

from collections.abc import Callable

import pytest

from awards.nominations.delicate import WORDS, Delicate, delicate_in
from awards.nominations.finder import Fit, Sign, best_first, signs_to_tick
from awards.programmes import ready_made
from awards.programmes.models import Award, Phase
from tests.factories import Make
from tests.page import Browser, text_of

Browse = Callable[..., Browser]
CHOOSE = "/awards/lund/2026/nominate"
SHARED, ASKED, NEW = "Shared what they know", "Is the one we ask", "Found a new way"


def award(slug: str, *lines: str) -> Award:
    return Award(slug=slug, signs={"en": "\n".join(lines), "sv": "Något eget"})


KNOWLEDGE, NOVELTY, SILENT = award("k", SHARED, " ", ASKED), award("n", NEW), Award(slug="s")


def test_signs_of_all_awards_take_turns() -> None:
    assert signs_to_tick([KNOWLEDGE, SILENT, NOVELTY], "en") == [
        Sign("k.1", SHARED),
        Sign("n.1", NEW),
        Sign("k.2", ASKED),
    ]


def test_one_award_leaves_nothing_to_choose() -> None:
    assert signs_to_tick([KNOWLEDGE, Award(slug="s", signs={})], "en") == []


def test_award_with_most_ticked_signs_stands_first_and_says_why() -> None:
    ticked = {"n.1", "k.1", "k.2", "x.9"}
    assert best_first([SILENT, NOVELTY, KNOWLEDGE], ticked, "en") == [
        Fit(KNOWLEDGE, (SHARED, ASKED)),
        Fit(NOVELTY, (NEW,)),
        Fit(SILENT, ()),
    ]


def test_equals_keep_their_order() -> None:
    fits = best_first([NOVELTY, KNOWLEDGE, SILENT], {"k.2", "n.1"}, "en")
    assert [fit.award.slug for fit in fits] == ["n", "k", "s"]


@pytest.mark.parametrize("template", ["lund", "sandnes"])
def test_template_says_everything_in_three_languages(template: str) -> None:
    awards = ready_made.read(template)["awards"]
    several = len(awards) > 1
    for made in awards:
        lines = {code: len(text.splitlines()) for code, text in made.get("signs", {}).items()}
        assert lines == (dict.fromkeys(("sv", "nb", "en"), 3) if several else {})
        for prompt in made["prompts"]:
            assert prompt["example"].keys() == {"sv", "nb", "en"}
            assert all(len(text.split()) > 10 for text in prompt["example"].values())
            assert delicate_in(prompt["example"].values()) == {}


@pytest.fixture
def two_awards(make: Make) -> None:
    """Two awards open for nominations, each with signs."""
    edition = make.edition(Phase.NOMINATING)
    make.award(edition, signs={"en": f"{SHARED}\n{ASKED}"})
    make.award(edition, slug="openness", signs={"en": NEW})


def _headings(browse: Browse, query: str) -> list[str]:
    page = browse().get(CHOOSE + query)
    assert {one.get("href") for one in page.all("a")} >= {
        f"{CHOOSE}/innovation",
        f"{CHOOSE}/openness",
    }
    return [text_of(one) for level in ("h2", "h3") for one in page.first("main").iter(level)]


@pytest.mark.usefixtures("two_awards")
def test_awards_are_chosen_by_name_and_by_what_they_did(browse: Browse) -> None:
    assert _headings(browse, "") == ["Innovation", "Openness"]
    assert _headings(browse, "?did=openness.1") == [
        "These fit what they did",
        "The other awards",
        "Openness",
        "Innovation",
    ]
    page = browse().get(f"{CHOOSE}?did=innovation.2")
    assert f"It fits because you ticked: {ASKED}" in page.text
    assert page.form()["did"] == "innovation.2"


@pytest.mark.usefixtures("two_awards")
def test_ticks_that_mean_nothing_leave_the_awards_as_they_are(browse: Browse) -> None:
    assert _headings(browse, "?did=nothing&did=openness.7") == ["Innovation", "Openness"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hon blev sjukskriven i mars.", {Delicate.HEALTH: "sjukskriven"}),
        ("Eleven i trean kunde inte läsa.", {Delicate.CLIENT: "Eleven"}),
        ("Pasienten hadde kreft.", {Delicate.HEALTH: "kreft", Delicate.CLIENT: "Pasienten"}),
        ("They were BURNT OUT.", {Delicate.HEALTH: "BURNT OUT"}),
        ("Elever, patienter och brukare har fått det bättre.", {}),
        ("Patientsäkerheten och elevhälsan växer. Diagnostiken också.", {}),
        ("", {}),
    ],
)
def test_hint_is_given_only_where_somebody_is_pointed_at(
    text: str, found: dict[Delicate, str]
) -> None:
    assert delicate_in([None, text]) == found


def test_no_word_stands_twice_in_the_list() -> None:
    said = [word for words in WORDS.values() for word in words]
    assert sorted(said) == sorted(set(said))
