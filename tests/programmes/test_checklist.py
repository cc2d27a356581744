"""What is missing before an edition can open: each line says what, whether it blocks, and where."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, object_session

from awards.programmes.checklist import NotReady, missing_for, require_ready
from awards.programmes.models import Award, Criterion, Edition, EligibleOrganisation, Phase
from tests.factories import Make, in_three

Spoil = Callable[[Edition, Award], None]


@pytest.fixture
def draft(make: Make) -> Award:
    """An award in a draft that lacks nothing but a jury."""
    award = make.award(make.edition(Phase.UPCOMING, opened_at=None))
    unit = make.unit("Lunds kommun")
    make.session.add(EligibleOrganisation(edition_id=award.edition_id, org_unit_id=unit.id))
    make.session.commit()
    return award


def _lines(session: Session, edition: Edition) -> list[tuple[str, str, bool]]:
    session.expire_all()
    found = missing_for(session, edition, datetime.now(UTC))
    return [(line.message, line.page, line.blocks) for line in found]


NO_JURY = ("Nobody sits on the panel of %(award)s yet.", "juries.panels", False)


def test_a_finished_draft_lacks_only_its_jury(session: Session, draft: Award) -> None:
    assert _lines(session, draft.edition) == [NO_JURY]
    require_ready(missing_for(session, draft.edition, datetime.now(UTC)))


def test_awards_without_a_jury_are_one_line(make: Make, session: Session, draft: Award) -> None:
    make.award(draft.edition, "leda", name={"sv": "Leda", "en": "Lead"})
    session.expire_all()
    (line,) = missing_for(session, draft.edition, datetime.now(UTC))
    assert (line.message, line.blocks, line.values) == (
        "Nobody sits on the panels of these awards yet: %(awards)s.",
        False,
        {
            "awards": {
                "sv": "Innovation sv, Leda",
                "nb": "Innovation nb, Leda",
                "en": "Innovation, Lead",
            }
        },
    )


def test_a_seated_jury_is_not_asked_for(make: Make, session: Session, draft: Award) -> None:
    make.seat(make.person(roles=["juror"]), draft)
    assert _lines(session, draft.edition) == []


def _without(name: str) -> Spoil:
    def spoil(edition: Edition, award: Award) -> None:
        setattr(edition, name, {"en": "only here"})

    return spoil


def _set(of: str, **values: Any) -> Spoil:
    def spoil(edition: Edition, award: Award) -> None:
        thing = {"edition": edition, "award": award, "criterion": edition.criteria[0]}[of]
        for name, value in values.items():
            setattr(thing, name, value)

    return spoil


def _no_weights(edition: Edition, award: Award) -> None:
    for weight in award.weights:
        weight.value = 0


def _no_prompts(edition: Edition, award: Award) -> None:
    session = object_session(award)
    assert session is not None
    for prompt in award.prompts:
        session.delete(prompt)


def _dates_gone_by(edition: Edition, award: Award) -> None:
    for name in ("opens_at", "closes_at", "scoring_opens_at", "scoring_closes_at"):
        setattr(edition, name, getattr(edition, name) - timedelta(days=100))


TEXTS, DATES, AWARD = "programmes.edition_texts", "programmes.edition_dates", "programmes.award"
CASES: dict[str, tuple[Spoil, tuple[str, str, bool]]] = {
    "no name": (
        _without("name"),
        ("The edition has no name in %(language)s.", TEXTS, True),
    ),
    "no word on who nominates": (
        _without("who_may_nominate"),
        ("It is not said in %(language)s who may nominate.", TEXTS, True),
    ),
    "no word on who decides": (
        _without("who_decides"),
        ("It is not said in %(language)s who decides.", TEXTS, True),
    ),
    "no deciding body": (
        _without("deciding_body"),
        ("The deciding body is not named in %(language)s.", TEXTS, True),
    ),
    "no word on public records": (
        _without("public_records"),
        ("It is not said in %(language)s that texts can be public records.", TEXTS, True),
    ),
    "no welcome": (
        _without("intro"),
        ("There are no words of welcome in %(language)s.", TEXTS, False),
    ),
    "no legal basis": (
        _without("legal_basis"),
        ("The legal basis is not named in %(language)s.", TEXTS, False),
    ),
    "something open": (
        _set("edition", legal_basis={"sv": "Ska bekräftas"}),
        ("Some texts say that something is to be confirmed.", TEXTS, False),
    ),
    "dates only proposed": (
        _set("edition", dates_confirmed=False),
        ("The dates are only a proposal. Look at them and save them.", DATES, True),
    ),
    "dates gone by": (
        _dates_gone_by,
        ("Nominations would already be closed. Set dates that lie ahead.", DATES, True),
    ),
    "opens at once": (
        _set("edition", opens_at=datetime(2020, 1, 1, tzinfo=UTC)),
        ("Nominations would open at once, because their date has passed.", DATES, False),
    ),
    "award without statement": (
        _set("award", statement={}),
        ("%(award)s lacks its name or what it is for in %(language)s.", AWARD, True),
    ),
    "award without questions": (
        _no_prompts,
        ("%(award)s has no question for those who nominate.", AWARD, True),
    ),
    "award to be confirmed": (
        _set("award", to_be_confirmed=True),
        ("The text of %(award)s is to be confirmed.", AWARD, False),
    ),
    "words for three levels of five": (
        _set("criterion", levels={"sv": ["a", "b", "c"]}),
        (
            "%(criterion)s lacks words for some levels of the scale in %(language)s.",
            "programmes.criterion",
            False,
        ),
    ),
    "weights all zero": (
        _no_weights,
        ("All criteria weigh zero in %(award)s.", "programmes.weights", True),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_missing_is_a_line(session: Session, draft: Award, case: str) -> None:
    spoil, line = CASES[case]
    spoil(draft.edition, draft)
    session.commit()
    found = _lines(session, draft.edition)
    assert [one for one in found if one != NO_JURY and "readers see" not in one[0]] == [line]


def test_what_another_language_lacks_is_good_to_know(session: Session, draft: Award) -> None:
    draft.edition.who_decides = {"sv": "Kommunstyrelsen", "nb": "Kommunstyrelsen"}
    session.commit()
    missing = missing_for(session, draft.edition, datetime.now(UTC))
    assert [(line.blocks, line.values.get("language")) for line in missing] == [
        (False, {"sv": "engelska", "nb": "engelsk", "en": "English"}),
        (False, None),
    ]


def test_an_edition_without_awards_and_criteria_cannot_open(make: Make, session: Session) -> None:
    edition = make.edition(Phase.UPCOMING, opened_at=None)
    for criterion in edition.criteria:
        criterion.archived_at = datetime.now(UTC)
    session.commit()
    assert _lines(session, edition) == [
        (
            "No organisation is chosen. Choose whose staff may be nominated.",
            "programmes.organisations",
            True,
        ),
        ("There is no award yet.", "programmes.new_award", True),
        (
            "There is no criterion yet, so nothing can be scored.",
            "programmes.new_criterion",
            True,
        ),
    ]
    with pytest.raises(NotReady):
        require_ready(missing_for(session, edition, datetime.now(UTC)))


def test_weights_of_archived_criteria_do_not_count(session: Session, draft: Award) -> None:
    kept: Criterion = draft.edition.criteria[0]
    for weight in draft.weights:
        weight.value = 0 if weight.criterion_id == kept.id else 1
    for criterion in draft.edition.criteria[1:]:
        criterion.archived_at = datetime.now(UTC)
    session.commit()
    assert ("All criteria weigh zero in %(award)s.", "programmes.weights", True) in _lines(
        session, draft.edition
    )


def test_the_deciding_bodys_name_in_three_languages_is_enough(
    session: Session, draft: Award
) -> None:
    draft.edition.deciding_body = in_three("The board")
    session.commit()
    assert _lines(session, draft.edition) == [NO_JURY]
