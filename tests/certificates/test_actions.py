"""Asking for certificates: once, for the right people, again when the text has changed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.certificates import actions
from awards.certificates.models import BatchItem, Certificate, CertificateBatch, MakingState
from awards.certificates.queries import outcomes_of
from awards.certificates.rules import NothingDecided, file_name, recipients, told_apart
from awards.certificates.wording import certificate_text, deciding_body, genitive
from awards.core.colour import readable_accent
from awards.core.permissions import SYSTEM, Actor
from awards.core.translation import translator
from awards.decisions.models import Decision, Outcome
from awards.decisions.outcomes import OUTCOME_MESSAGES
from awards.decisions.queries import AwardOutcome
from awards.programmes.models import Award
from tests.decided import TEAM, decide, given, lund
from tests.factories import Make, actor_of

AT = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def award(make: Make) -> Award:
    """Innovation in Lund, with nothing decided."""
    return make.award(lund(make), slug="innovation")


def ask(
    session: Session, award: Award, language: str = "sv", by: Actor = SYSTEM
) -> CertificateBatch:
    session.expire_all()
    outcomes = outcomes_of(session, award.edition_id)
    batch = actions.ask_for_batch(session, award.edition, outcomes, language=language, by=by, at=AT)
    session.commit()
    return batch


def trail(session: Session) -> list[tuple[str, str | None, str | None]]:
    """Return event, who did it and in which programme, in order."""
    lines = session.scalars(select(AuditLine).order_by(AuditLine.number))
    return [(line.event, line.actor_id, line.programme_id) for line in lines]


def rows(session: Session) -> list[Certificate]:
    session.expire_all()
    return list(session.scalars(select(Certificate).order_by(Certificate.serial)))


def made(session: Session) -> None:
    for row in rows(session):
        row.state = MakingState.MADE
    session.commit()


def states(session: Session) -> dict[str, str]:
    return {row.serial: row.state.value for row in rows(session)}


def test_every_winner_and_member_is_numbered(session: Session, make: Make, award: Award) -> None:
    outcomes = [
        given(make, award, "Team", outcome=Outcome.SHARED, members=TEAM),
        given(make, award, "Alva", outcome=Outcome.SHARED),
        given(make, award, "Bo", outcome=Outcome.HONOURABLE_MENTION),
    ]
    decide(make, award, *outcomes)
    ask(session, award)
    assert {row.serial: (row.recipient, row.member) for row in rows(session)} == {
        "LUND-2026-INNOVATION-1": ("Team", -1),
        "LUND-2026-INNOVATION-1.1": ("Ingrid Sandell", 0),
        "LUND-2026-INNOVATION-1.2": ("Jonas Ekdahl", 1),
        "LUND-2026-INNOVATION-2": ("Alva", -1),
        "LUND-2026-INNOVATION-3": ("Bo", -1),
    }


def test_nothing_decided_is_no_batch(session: Session, award: Award) -> None:
    with pytest.raises(NothingDecided):
        ask(session, award)


def test_award_that_was_not_given_is_no_batch(session: Session, make: Make, award: Award) -> None:
    decide(make, award, not_awarded_reason="Nobody dared.")
    with pytest.raises(NothingDecided):
        ask(session, award)


def test_same_batch_twice_is_one(session: Session, make: Make, award: Award) -> None:
    decide(make, award, given(make, award))
    first, second = ask(session, award).id, ask(session, award).id
    events = [line.event for line in session.scalars(select(AuditLine))]
    assert (first == second, events) == (True, ["batch.asked"])


def test_somebody_else_who_joins_a_batch_is_written_down(
    session: Session, make: Make, award: Award
) -> None:
    decide(make, award, given(make, award))
    one, other = (actor_of(make.person(roles=["communications"])) for _ in range(2))
    batches = {ask(session, award, by=by).id for by in (one, one, other)}
    programme = award.edition.programme_id
    assert (len(batches), trail(session)) == (
        1,
        [("batch.asked", one.person_id, programme), ("batch.joined", other.person_id, programme)],
    )


def test_batch_that_is_through_is_followed_by_a_new_one(
    session: Session, make: Make, award: Award
) -> None:
    decide(make, award, given(make, award))
    first = ask(session, award)
    first.state = MakingState.MADE
    session.commit()
    assert ask(session, award).id != first.id


def test_only_a_changed_text_is_made_again(session: Session, make: Make, award: Award) -> None:
    decision = decide(make, award, given(make, award, "Alva"), given(make, award, "Bo"))
    ask(session, award)
    made(session)
    decision.winners[1].citation = "Another reason."
    session.commit()
    ask(session, award)
    assert states(session) == {
        "LUND-2026-INNOVATION-1": "made",
        "LUND-2026-INNOVATION-2": "pending",
    }


def test_other_language_does_not_touch_the_first(
    session: Session, make: Make, award: Award
) -> None:
    decide(make, award, given(make, award))
    ask(session, award, "sv")
    made(session)
    ask(session, award, "en")
    assert {(row.language, row.state.value) for row in rows(session)} == {
        ("sv", "made"),
        ("en", "pending"),
    }


def swap(decision: Decision) -> None:
    first, second = decision.winners
    first.position, second.position = 1, 0


def test_winners_who_change_places_change_numbers(
    session: Session, make: Make, award: Award
) -> None:
    decision = decide(make, award, given(make, award, "Alva"), given(make, award, "Bo"))
    ask(session, award)
    swap(decision)
    session.commit()
    ask(session, award)
    assert {row.serial: row.recipient for row in rows(session)} == {
        "LUND-2026-INNOVATION-1": "Bo",
        "LUND-2026-INNOVATION-2": "Alva",
    }


def test_member_who_has_left_the_team_loses_the_certificate(
    session: Session, make: Make, award: Award
) -> None:
    decision = decide(make, award, given(make, award, "Team", members=TEAM))
    ask(session, award)
    decision.winners[0].public_members = [{"name": "Ingrid Sandell", "title": "samordnare"}]
    session.commit()
    ask(session, award, by=actor_of(person := make.person(roles=["communications"])))
    assert [row.recipient for row in rows(session)] == ["Team", "Ingrid Sandell"]
    lines = session.scalars(select(AuditLine).where(AuditLine.event == "certificate.withdrawn"))
    assert [(line.actor_id, line.programme_id, line.details) for line in lines] == [
        (
            person.id,
            award.edition.programme_id,
            {"serial": "LUND-2026-INNOVATION-1.2", "sha256": None},
        )
    ]


def test_corrected_decision_takes_its_certificates_with_it(
    session: Session, make: Make, award: Award
) -> None:
    decision = decide(make, award, given(make, award, "Alva"), given(make, award, "Bo"))
    ask(session, award)
    session.expire_all()
    decision.winners = decision.winners[:1]
    session.commit()
    kept = [row.recipient for row in rows(session)]
    items = len(session.scalars(select(BatchItem)).all())
    assert (kept, items) == (["Alva"], 1)


def test_failed_certificate_is_asked_for_again(session: Session, make: Make, award: Award) -> None:
    decide(make, award, given(make, award))
    batch = ask(session, award)
    batch.state = MakingState.FAILED
    row = rows(session)[0]
    row.state, row.attempts = MakingState.FAILED, 3
    batch.state = MakingState.FAILED
    session.commit()
    by = actor_of(make.person(roles=["communications"]))
    for _ in range(2):
        actions.try_again(session, batch, by=by, at=AT)
        session.commit()
    row = rows(session)[0]
    assert (row.state, row.attempts, batch.state) == (MakingState.PENDING, 0, MakingState.PENDING)
    assert trail(session)[1:] == [("batch.tried-again", by.person_id, award.edition.programme_id)]


def test_batch_that_is_whole_is_not_tried_again(session: Session, make: Make, award: Award) -> None:
    decide(make, award, given(make, award))
    batch = ask(session, award)
    batch.state = MakingState.MADE
    session.commit()
    actions.try_again(session, batch, by=SYSTEM, at=AT)
    assert batch.state is MakingState.MADE


def test_award_and_edition_slugs_cannot_make_one_number_of_two(
    session: Session, make: Make
) -> None:
    edition = lund(make)
    other = make.edition(slug="2026-a")
    for award in (make.award(edition, slug="a-b"), make.award(other, slug="b")):
        decide(make, award, given(make, award))
        ask(session, award)
    assert [row.serial for row in rows(session)] == ["LUND-2026-A.B-1", "LUND-2026.A-B-1"]


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Innovation 2026", "Anna Berg"), "Innovation 2026 – Anna Berg.pdf"),
        (("Öppenhet 2026", "Zoë D’Arc & Bo"), "Öppenhet 2026 – Zoë D’Arc & Bo.pdf"),
        (("../..", "a/b\\c:d"), "a b c d.pdf"),
        (("A", "b\r\nSet-Cookie: x"), "A – b Set-Cookie x.pdf"),
        (("A", 'q"u;o\x00te'), "A – q u o te.pdf"),
        (("A", "..."), "A.pdf"),
    ],
)
def test_file_name_holds_nothing_but_letters(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts) == name


def test_long_file_name_keeps_its_ending() -> None:
    name = file_name("Innovation 2026", "x" * 500)
    assert (len(name), name[-5:]) == (124, "x.pdf")


def test_same_names_are_told_apart() -> None:
    assert told_apart(["a.pdf", "A.pdf", "b.pdf", "a.pdf"]) == [
        "a.pdf",
        "A (2).pdf",
        "b.pdf",
        "a (3).pdf",
    ]


@pytest.mark.parametrize(
    ("name", "language", "owner"),
    [
        ("Kommunstyrelsen", "sv", "Kommunstyrelsens"),
        ("Nämnden i Höganäs", "sv", "Nämnden i Höganäs"),
        ("Formannskapet", "nb", "Formannskapets"),
        ("Styret i Moss", "nb", "Styret i Moss’"),
        ("the executive board", "en", "the executive board"),
    ],
)
def test_deciding_body_owns_its_chair(name: str, language: str, owner: str) -> None:
    assert genitive(name, language) == owner


def test_deciding_body_is_translated_only_when_it_is_the_editions(make: Make) -> None:
    edition: Any = lund(make)
    award = make.award(edition, slug="own")
    said = [deciding_body(award, body, "en") for body in ("Kommunstyrelsen", "Nämnden")]
    assert said == ["the municipal executive board", "Nämnden"]
    award.deciding_body = {"sv": "Nämnden", "en": "the committee"}
    said = [deciding_body(award, body, "en") for body in ("Kommunstyrelsen", "Nämnden")]
    assert said == ["Kommunstyrelsen", "the committee"]


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_paper_has_the_pages_word_for_an_outcome_and_their_accent(
    make: Make, award: Award, language: str
) -> None:
    award.edition.programme.accent = "#FFEE00"
    shared = given(make, award, "Alva", outcome=Outcome.SHARED)
    decision = decide(make, award, shared)
    text = certificate_text(AwardOutcome(award, decision), recipients(decision)[0], language)
    words = translator(language)(OUTCOME_MESSAGES[Outcome.SHARED])
    assert (text.outcome_text, text.accent) == (words, readable_accent("#ffee00"))
