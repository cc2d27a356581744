"""Moving a candidate: what goes along, what is kept, who is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.core.errors import DomainError
from awards.core.permissions import Actor
from awards.mail.models import MailState, OutboxMail
from awards.nominations.models import Nomination, NominationState
from awards.nominations.rules import nomination_text
from awards.programmes.models import Award, Phase
from awards.triage import blind
from awards.triage.models import Candidate, CopyState, JurorCopy, WithdrawnWhy
from awards.triage.moving import actions, queries, rules
from awards.triage.moving.models import Move
from awards.triage.originals import originals
from awards.triage.queries import copy_case_of
from awards.triage.twins import actions as twins
from tests.factories import DAY, Make, actor_of

Do = Callable[..., int]


def _now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def by(make: Make) -> Actor:
    """The coordinator of a round in triage, acting."""
    make.edition(Phase.TRIAGE)
    return actor_of(make.person("Karin Samordnare", roles=["coordinator"]))


@pytest.fixture
def awards(make: Make, by: Actor) -> tuple[Award, Award]:
    """Two awards of the round."""
    del by
    return make.award(), make.award(slug="openness")


@pytest.fixture
def nomination(make: Make, awards: tuple[Award, Award]) -> Nomination:
    """A nomination for the first award."""
    found: Nomination = make.nomination(awards[0], text="Varje ord.")
    return found


@pytest.fixture
def move(session: Session, by: Actor) -> Do:
    """Move a nomination to an award."""

    def go(nomination: Nomination, target: Award, *, reason: str = "Fits.", seen: str = "") -> int:
        return actions.move(
            session,
            nomination,
            target,
            reason=reason,
            seen_in=seen or nomination.award_id,
            page="https://example.org/awards",
            by=by,
            at=_now(),
        )

    return go


def _letters(session: Session) -> list[tuple[MailState, str]]:
    rows = session.scalars(
        select(OutboxMail)
        .where(OutboxMail.template == queries.MOVED)
        .order_by(OutboxMail.queued_at, OutboxMail.id)
    )
    return [(mail.state, mail.merge_values["award"]) for mail in rows]


def test_every_word_goes_along_under_its_heading(
    awards: tuple[Award, Award], nomination: Nomination, move: Do
) -> None:
    headings = [prompt.label for prompt in awards[0].prompts]
    move(nomination, awards[1])
    assert nomination.award is awards[1]
    shown = [(one.heading, one.text) for one in originals([nomination])]
    assert [(heading, "Varje ord.") for heading in headings] == shown[2:4]
    assert [text for _, text in nomination_text(nomination)] == [
        "Varje ord.",
        "Varje ord.",
        "Calmer mornings.",
    ]


def test_a_candidate_goes_with_all_its_nominations_under_another_name(
    make: Make,
    session: Session,
    awards: tuple[Award, Award],
    nomination: Nomination,
    by: Actor,
    move: Do,
) -> None:
    other = make.nomination(awards[0])
    candidate = make.candidate(nomination=nomination)
    twins.merge(session, [nomination.id, other.id], reason="", by=by, at=_now())
    name = candidate.code_name
    assert move(nomination, awards[1]) == 2
    assert {one.award_id for one in (nomination, other, candidate)} == {awards[1].id}
    assert candidate.code_name != name
    assert (candidate.verdict, candidate.judged_at) == (None, None)
    assert len(copy_case_of(session, by, candidate.id).nominations) == 2


def test_an_approved_text_is_taken_back(
    make: Make, session: Session, awards: tuple[Award, Award], nomination: Nomination, move: Do
) -> None:
    candidate = make.candidate(nomination=nomination)
    move(nomination, awards[1])
    copy = session.scalars(select(JurorCopy)).one()
    assert (copy.state, copy.withdrawn_why) == (CopyState.DRAFT, WithdrawnWhy.MOVED)
    assert blind.approved_copy(session, candidate.id) is None


def test_where_it_has_been_is_kept(
    session: Session, awards: tuple[Award, Award], nomination: Nomination, move: Do
) -> None:
    move(nomination, awards[1], reason="About openness.")
    move(nomination, awards[0], reason="After all not.")
    assert [
        (one.from_award, one.to_award, one.by, one.reason)
        for one in queries.moves_of(session, nomination.id)
    ] == [
        (awards[0].name, awards[1].name, "Karin Samordnare", "About openness."),
        (awards[1].name, awards[0].name, "Karin Samordnare", "After all not."),
    ]


def test_the_trail_carries_ids_only(
    session: Session, awards: tuple[Award, Award], nomination: Nomination, move: Do
) -> None:
    move(nomination, awards[1], reason="About openness.")
    line = session.scalars(select(AuditLine).where(AuditLine.event == "candidate.moved")).one()
    assert line.details == {
        "nominations": [nomination.id],
        "from_award_id": awards[0].id,
        "to_award_id": awards[1].id,
    }


def test_a_letter_waits_for_the_nominator(
    session: Session, awards: tuple[Award, Award], nomination: Nomination, move: Do
) -> None:
    move(nomination, awards[1])
    mail = session.scalars(select(OutboxMail)).one()
    assert (mail.state, mail.recipient) == (MailState.HELD, nomination.nominator_email)
    assert mail.merge_values["former_award"] == awards[0].name["sv"]
    assert mail.merge_values["award"] == awards[1].name["sv"]


def test_moved_back_before_anybody_was_told_nobody_is_told(
    session: Session, awards: tuple[Award, Award], nomination: Nomination, move: Do
) -> None:
    move(nomination, awards[1])
    move(nomination, awards[0])
    assert _letters(session) == [(MailState.DROPPED, awards[1].name["sv"])]


def test_moved_back_after_the_letter_went_another_one_waits(
    session: Session, awards: tuple[Award, Award], nomination: Nomination, move: Do
) -> None:
    move(nomination, awards[1])
    mail = session.scalars(select(OutboxMail)).one()
    mail.state = MailState.SENT
    session.flush()
    move(nomination, awards[0])
    assert sorted(_letters(session)) == [
        (MailState.HELD, awards[0].name["sv"]),
        (MailState.SENT, awards[1].name["sv"]),
    ]


def _spoil(what: str, here: Award, there: Award, nomination: Nomination) -> None:
    now = _now()
    if what == "scoring":
        here.edition.closes_at, here.edition.scoring_opens_at = now - 3 * DAY, now - DAY
    elif what == "archived":
        there.archived_at = now - timedelta(hours=1)
    else:
        nomination.state = NominationState.WITHDRAWN


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("scoring", rules.RoundBegun),
        ("archived", rules.TargetClosed),
        ("withdrawn", rules.NotStanding),
    ],
)
def test_what_cannot_be_moved_says_why(
    session: Session,
    awards: tuple[Award, Award],
    nomination: Nomination,
    move: Do,
    what: str,
    error: type[DomainError],
) -> None:
    _spoil(what, *awards, nomination)
    session.commit()
    with pytest.raises(error):
        move(nomination, awards[1])
    assert session.scalars(select(Move)).all() == []


def test_nowhere_without_a_reason_nor_to_itself_nor_elsewhere(
    make: Make, awards: tuple[Award, Award], nomination: Nomination, move: Do
) -> None:
    with pytest.raises(rules.ReasonMissing):
        move(nomination, awards[1], reason=" ")
    with pytest.raises(rules.NotThere):
        move(nomination, awards[0])
    with pytest.raises(rules.NotThere):
        move(nomination, make.award(make.edition(slug="2025"), slug="openness"))


def test_two_who_move_it_at_once_are_told(
    awards: tuple[Award, Award], nomination: Nomination, move: Do
) -> None:
    seen = nomination.award_id
    move(nomination, awards[1])
    with pytest.raises(rules.MovedMeanwhile):
        move(nomination, awards[0], seen=seen)


def test_taken_out_after_a_move_it_waits_in_the_new_award(
    make: Make,
    session: Session,
    awards: tuple[Award, Award],
    nomination: Nomination,
    by: Actor,
    move: Do,
) -> None:
    other = make.nomination(awards[0])
    make.candidate(nomination=nomination, copy=None)
    left = make.candidate(nomination=other, copy=None)
    merged = twins.merge(session, [nomination.id, other.id], reason="", by=by, at=_now())
    move(nomination, awards[1])
    gone = other if merged.id != left.id else nomination
    twins.take_out(session, merged, [gone], reason="", by=by, at=_now())
    candidates = session.scalars(select(Candidate).where(Candidate.award_id == awards[1].id)).all()
    assert candidates == [merged]
    assert gone.award_id == awards[1].id
