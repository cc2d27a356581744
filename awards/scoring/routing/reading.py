"""Reading a round for routing: the same few queries, however many candidates and jurors."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.juries.models import VOTING, Answer, ConflictStatement, PanelSeat, StepOut
from awards.juries.queries import (
    ReadyCandidate,
    in_office_now,
    is_lent,
    possible_members,
)
from awards.juries.queries.suggested import asked_of, grounds_suggested
from awards.juries.routing.models import (
    Assignment,
    AwardRouting,
    Expert,
    Reader,
    RoutingRun,
    RunState,
)
from awards.programmes.models import Award, Edition
from awards.programmes.queries import edition_for
from awards.programmes.settings import rules_of
from awards.scoring.models import ScoreSheet, SheetState
from awards.scoring.routing.round import Pair, Round
from awards.triage.administrations import colleagues_of
from awards.triage.blind import ready
from awards.triage.models import Candidate


def round_of(session: Session, awards: Sequence[Award], readers: int = 0) -> Round:
    """Return a round of awards of one edition; `readers` stands before what the rules say."""
    ids = [award.id for award in awards]
    edition = awards[0].edition
    known = {row.person_id: row for row in readers_in(session, edition)}
    away = frozenset(key for key, row in known.items() if row.away_from is not None)
    people, seated = _voters(session, edition, ids)
    jurors = [person for person in people if person.id not in away]
    asked = asked_of(session, jurors, ids)
    sheets = _sheets(session, ids)
    return Round(
        awards=tuple(awards),
        candidates=tuple(_candidates(session, awards)),
        jurors=tuple(sorted(jurors, key=lambda person: person.id)),
        seated=frozenset(pair for pair in seated if pair[0] not in away),
        barred=_barred(session, ids, jurors),
        colleagues=colleagues_of(session, ids, asked),
        experts=experts_in(session, edition),
        finished=frozenset(sheets[SheetState.HANDED_IN]),
        begun=frozenset(sheets[SheetState.OPEN]),
        assigned=assignments_in(session, ids),
        routed=routed_in(session, ids),
        lent=_lent(session, ids),
        away=away,
        limits=_limits(session, edition, ids, known),
        wanted={award.id: readers or rules_of(award).readers for award in awards},
    )


def _pairs(session: Session, wanted: Select[str, str]) -> list[Pair]:
    return [(row[0], row[1]) for row in session.execute(wanted)]


def _candidates(session: Session, awards: Sequence[Award]) -> list[ReadyCandidate]:
    """Return the ready candidates, award by award; by id, which tells nothing."""
    place = {award.id: award.position for award in awards}
    rows = session.execute(
        ready()
        .where(Candidate.award_id.in_(list(place)))
        .with_only_columns(Candidate.id, Candidate.award_id, Candidate.code_name)
    )
    found = [ReadyCandidate(*row) for row in rows]
    return sorted(found, key=lambda one: (place[one.award_id], one.award_id, one.id))


def _voters(
    session: Session, edition: Edition, award_ids: Collection[str]
) -> tuple[list[Person], set[tuple[str, str]]]:
    """Return who votes on the awards and still has the role for it, and (juror, award)."""
    may_vote = {p.id: p for p, votes in possible_members(session, edition).items() if votes}
    wanted = select(PanelSeat.person_id, PanelSeat.award_id).where(
        PanelSeat.award_id.in_(list(award_ids)), PanelSeat.role.in_(VOTING), in_office_now()
    )
    seated = {pair for pair in _pairs(session, wanted) if pair[0] in may_vote}
    return [may_vote[key] for key in sorted({pair[0] for pair in seated})], seated


def _barred(
    session: Session, award_ids: Collection[str], jurors: Collection[Person]
) -> frozenset[Pair]:
    """Return conflicts: stated ones, doubts, and facts on file that nobody has decided about.

    What was said of a candidate that is part of another one by now counts for that one. A fact
    stands in the way even where the juror has said "none" before it was known.
    """
    rows = session.execute(
        select(
            ConflictStatement.person_id,
            ConflictStatement.candidate_id,
            ConflictStatement.answer,
            ConflictStatement.decided_by_id,
        )
        .join(Candidate, Candidate.id == ConflictStatement.candidate_id)
        .where(Candidate.award_id.in_(list(award_ids)))
    ).all()
    stated = {(row[0], row[1]) for row in rows if row[2] is not Answer.NONE}
    freed = {(row[0], row[1]) for row in rows if row[2] is Answer.NONE and row[3] is not None}
    suggested = grounds_suggested(session, jurors, award_ids)
    return frozenset(stated | (set(suggested) - freed))


def _lent(session: Session, award_ids: Collection[str]) -> frozenset[Pair]:
    """Return (substitute, candidate) for those who stand in for somebody at one candidate."""
    wanted = select(PanelSeat.person_id, Candidate.id).join(StepOut, is_lent())
    wanted = wanted.join(Candidate, Candidate.id == StepOut.candidate_id)
    return frozenset(_pairs(session, wanted.where(PanelSeat.award_id.in_(list(award_ids)))))


def _sheets(session: Session, award_ids: Collection[str]) -> Mapping[SheetState, set[Pair]]:
    rows = session.execute(
        select(ScoreSheet.state, ScoreSheet.person_id, ScoreSheet.candidate_id)
        .join(Candidate, Candidate.id == ScoreSheet.candidate_id)
        .where(Candidate.award_id.in_(list(award_ids)))
    )
    found: dict[SheetState, set[Pair]] = {state: set() for state in SheetState}
    for state, person_id, candidate_id in rows:
        found[state].add((person_id, candidate_id))
    return found


def _limits(
    session: Session, edition: Edition, award_ids: Collection[str], known: Mapping[str, Reader]
) -> dict[str, int]:
    """Return juror → the most they can read here: less what other routed awards ask of them."""
    elsewhere = Counter(
        dict(
            session.execute(
                select(Assignment.person_id, func.count())
                .join(Candidate, Candidate.id == Assignment.candidate_id)
                .join(Award, Award.id == Candidate.award_id)
                .where(Award.edition_id == edition.id, Award.id.not_in(list(award_ids)))
                .group_by(Assignment.person_id)
            ).all()
        )
    )
    return {
        key: max(0, row.most - elsewhere[key]) for key, row in known.items() if row.most is not None
    }


def readers_in(session: Session, edition: Edition) -> Sequence[Reader]:
    """Return what is known about readers of an edition."""
    return session.scalars(select(Reader).where(Reader.edition_id == edition.id)).all()


def experts_in(session: Session, edition: Edition) -> frozenset[tuple[str, str]]:
    """Return (juror, award) where the juror knows the award's field."""
    its = Award.edition_id == edition.id
    wanted = select(Expert.person_id, Expert.award_id).join(Award, Award.id == Expert.award_id)
    return frozenset(_pairs(session, wanted.where(its)))


def assignments_in(session: Session, award_ids: Collection[str]) -> dict[Pair, bool]:
    """Return (juror, candidate) → whether it is pinned."""
    rows = session.execute(
        select(Assignment.person_id, Assignment.candidate_id, Assignment.pinned)
        .join(Candidate, Candidate.id == Assignment.candidate_id)
        .where(Candidate.award_id.in_(list(award_ids)))
    )
    return {(row[0], row[1]): row[2] for row in rows}


def routed_in(session: Session, award_ids: Collection[str]) -> dict[str, int]:
    """Return award → readers its candidates were to have, for those that are routed."""
    wanted = select(AwardRouting.award_id, AwardRouting.readers)
    rows = session.execute(wanted.where(AwardRouting.award_id.in_(list(award_ids))))
    return {row[0]: row[1] for row in rows}


def run_for(session: Session, actor: Actor, run_id: str) -> tuple[RoutingRun, Edition]:
    """Return a run and its edition, for whoever staffs panels there. Raises NotFound."""
    run = session.get(RoutingRun, run_id)
    if run is None:
        raise NotFound
    return run, edition_for(session, actor, Permission.MANAGE_PANELS, run.edition_id, drafts=True)


def awards_of_run(run: RoutingRun, edition: Edition) -> list[Award]:
    """Return the awards a run is about, as far as they are still there."""
    wanted = set(run.parameters["awards"])
    return [award for award in edition.awards if award.id in wanted]


def newest_run(session: Session, edition: Edition) -> RoutingRun | None:
    """Return the plan that is being worked out or waits to be looked at, if there is one."""
    waiting = RoutingRun.state.in_([RunState.PENDING, RunState.READY, RunState.FAILED])
    return session.scalars(
        select(RoutingRun)
        .where(RoutingRun.edition_id == edition.id, waiting)
        .order_by(RoutingRun.asked_at.desc())
        .limit(1)
    ).first()


class JurorLine(NamedTuple):
    """A juror on the page that shows who reads how much."""

    person: Person
    reads: int
    finished: int
    most: int | None
    away_from: date | None
    fields: int
    """Awards whose field they know."""


def jurors_in(session: Session, edition: Edition, known: Round) -> list[JurorLine]:
    """Return everybody who votes in an edition with what they read, by name. Three queries."""
    rows = {row.person_id: row for row in readers_in(session, edition)}
    experts = Counter(juror for juror, _ in experts_in(session, edition))
    people, _seated = _voters(session, edition, [award.id for award in edition.awards])
    reads = Counter(juror for juror, _ in known.readings)
    finished = Counter(juror for juror, candidate in known.finished if candidate in known.row)
    return [
        JurorLine(
            person,
            reads[person.id],
            finished[person.id],
            rows[person.id].most if person.id in rows else None,
            rows[person.id].away_from if person.id in rows else None,
            experts[person.id],
        )
        for person in sorted(people, key=lambda one: (one.name, one.id))
    ]


def voter_for(
    session: Session, edition: Edition, person_id: str
) -> tuple[Person, list[Award], Reader | None, frozenset[str]]:
    """Return somebody who votes, on which awards, what is known, and which fields they know.

    Raises NotFound for everybody else.
    """
    people, seated = _voters(session, edition, [award.id for award in edition.awards])
    person = next((one for one in people if one.id == person_id), None)
    if person is None:
        raise NotFound
    mine = [award for award in edition.awards if (person_id, award.id) in seated]
    fields = frozenset(of for juror, of in experts_in(session, edition) if juror == person_id)
    return person, mine, session.get(Reader, (edition.id, person_id)), fields


def others_in(session: Session, known: Round) -> list[Person]:
    """Return who has assignments in a round and can read no more: away, or without a seat."""
    ids = sorted({juror for juror, _ in known.assigned if juror not in known.column})
    wanted = select(Person).where(Person.id.in_(ids)).order_by(Person.name, Person.id)
    return list(session.scalars(wanted))
