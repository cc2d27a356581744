"""The public start page, an edition's page, a programme's colours."""

from collections.abc import Callable

import pytest

from awards.programmes.models import Phase
from tests.factories import Make, in_three
from tests.page import Browser

Browse = Callable[..., Browser]


def test_one_programme_is_shown_at_once(browse: Browse, make: Make) -> None:
    make.award(make.edition(Phase.NOMINATING), to_be_confirmed=True)
    page = browse().get("/")
    assert page.h1 == "name"
    for words in ("who_may_nominate", "who_decides", "public_records", "legal_basis"):
        assert words in page.text
    assert "(Central European Time)" in page.text
    assert "to be confirmed" in page.text
    assert "/awards/lund/2026/nominate" in page.links


def test_several_programmes_are_cards(browse: Browse, make: Make) -> None:
    for slug, name in (("lund", "Staff awards"), ("sandnes", "Innovation prize")):
        programme = make.programme(slug)
        make.award(make.edition(programme=programme, name=in_three(name)))
    page = browse().get("/")
    assert [link for link in page.links if link.startswith("/awards/")] == [
        "/awards/lund/2026/",
        "/awards/sandnes/2026/",
    ]


def test_no_award_yet_says_so(browse: Browse) -> None:
    assert "No awards yet" in browse().get("/").text


WHAT_HAPPENS_NOW = [
    (Phase.UPCOMING, "Nominations open on"),
    (Phase.TRIAGE, "Nominations closed on"),
    (Phase.SCORING, "The jury is reading."),
    (Phase.DELIBERATION, "The jury is deliberating."),
]


@pytest.mark.parametrize(("phase", "words"), WHAT_HAPPENS_NOW)
def test_page_says_what_happens_now(browse: Browse, make: Make, phase: Phase, words: str) -> None:
    make.award(make.edition(phase))
    page = browse().get("/awards/lund/2026/")
    assert words in page.text
    assert not [link for link in page.links if "nominate" in link]


def test_decided_is_said_without_a_name_or_the_hour(browse: Browse, make: Make) -> None:
    edition = make.edition(Phase.DECIDED)
    make.award(edition, decided_at=edition.scoring_closes_at)
    assert "The decision is made." in browse().get("/").text


def test_current_step_of_the_ribbon_is_marked(browse: Browse, make: Make) -> None:
    make.award(make.edition(Phase.SCORING))
    (step,) = browse().get("/").all("li", aria_current="step")
    assert (step[0].text, (step[1].text or "")[:5]) == ("Scoring", "until")


def test_open_edition_comes_before_last_years(browse: Browse, make: Make) -> None:
    make.award(make.edition(Phase.NOMINATING))
    make.award(make.edition(Phase.DELIBERATION, slug="2025", year=2025, name=in_three("Old")))
    page = browse().get("/")
    assert page.h1 == "name"
    assert "/awards/lund/2025/" in page.links


def test_unknown_edition_is_not_found(browse: Browse, make: Make) -> None:
    make.edition()
    browse().get("/awards/lund/1999/", 404)
    browse().get("/awards/nowhere/2026/", 404)


@pytest.mark.parametrize(
    ("accent", "css"),
    [
        ("#0f5c63", ":root { --accent: #0f5c63; }\n"),
        ("#0F5C63", ":root { --accent: #0f5c63; }\n"),
        ("red; } body { display: none", ":root { --accent: #0f5c63; }\n"),
    ],
)
def test_theme_sets_a_checked_accent(browse: Browse, make: Make, accent: str, css: str) -> None:
    make.edition(programme=make.programme(accent=accent))
    answer = browse().get("/theme/lund.css").response
    assert answer.get_data(as_text=True) == css
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    etag = answer.headers["ETag"]
    assert browse().get("/theme/lund.css", 304, headers={"If-None-Match": etag}).status == 304


def test_unknown_theme_is_not_found(browse: Browse, make: Make) -> None:
    make.edition()
    browse().get("/theme/nowhere.css", 404)
