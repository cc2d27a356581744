"""Reading a round for routing: eight queries, however many candidates and jurors."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, String, case, func, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session, contains_eager, selectinload

from awards.accounts.models import Person
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.juries.models import VOTING, PanelSeat, StepOut
from awards.juries.queries import ReadyCandidate, in_office_now, is_lent, may_vote, suggested_in
from awards.juries.routing.models import (
    Assignment,
    AwardRouting,
    Expert,
    Reader,
    RoutingRun,
    RunState,
)
from awards.programmes.models import Award, Edition
from awards.programmes.queries import in_places, in_use
from awards.programmes.settings import rules_of
from awards.scoring.models import ScoreSheet, SheetState
from awards.scoring.routing.round import Pair, Round, Voter
from awards.triage.administrations import colleagues_of
from awards.triage.blind import ready
from awards.triage.models import Candidate


def round_of(session: Session, awards: Sequence[Award], readers: int = 0) -> Round:
    """Return a round of awards of one edition; `readers` stands before what the rules say.

    Who may not read what is the jurors' own predicate, read for everybody at once; in doubt it
    keeps more shut than that: a fact on file stands in the way even where the juror has said
    "none" before it was known, until the coordinator has decided.
    """
    ids = [award.id for award in awards]
    edition = awards[0].edition
    voters = voters_in(session, edition, ids)
    jurors = [one for one in voters if one.away_from is None]
    known = suggested_in(session, [one.person for one in jurors], ids)
    paper = _on_paper(session, edition, ids)
    elsewhere = {person: number for person, _, number in paper["elsewhere"]}
    return Round(
        awards=tuple(awards),
        candidates=tuple(_candidates(session, awards)),
        voters=tuple(voters),
        seated=frozenset((one.person.id, its) for one in jurors for its in one.award_ids),
        readable=known.said.opened,
        barred=known.said.closed | (frozenset(known.grounds) - known.said.freed),
        colleagues=colleagues_of(known.close),
        experts=_pairs(paper["expert"]),
        finished=_pairs(paper[SheetState.HANDED_IN]),
        begun=_pairs(paper[SheetState.OPEN]),
        assigned={(person, its): bool(number) for person, its, number in paper["assigned"]},
        routed={its: number for _, its, number in paper["routed"]},
        lent=_pairs(paper["lent"]),
        limits={
            one.person.id: max(0, one.most - elsewhere.get(one.person.id, 0))
            for one in jurors
            if one.most is not None
        },
        wanted={award.id: readers or rules_of(award).readers for award in awards},
    )


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


def voters_in(session: Session, edition: Edition, award_ids: Collection[str]) -> list[Voter]:
    """Return who votes on some awards and still has the role for it, by id, in one query."""
    known = (Reader.person_id == Person.id) & (Reader.edition_id == edition.id)
    rows = session.execute(
        select(Person, PanelSeat.award_id, Reader.most, Reader.away_from)
        .join(PanelSeat, PanelSeat.person_id == Person.id)
        .join(Reader, known, isouter=True)
        .where(
            PanelSeat.award_id.in_(list(award_ids)),
            PanelSeat.role.in_(VOTING),
            in_office_now(),
            may_vote(edition.programme_id, edition.id),
        )
        .order_by(Person.id)
    ).all()
    seats: dict[str, set[str]] = defaultdict(set)
    for person, award_id, _most, _away_from in rows:
        seats[person.id].add(award_id)
    found = {
        person.id: Voter(person, frozenset(seats[person.id]), most, away_from)
        for person, _, most, away_from in rows
    }
    return list(found.values())


Line = tuple[str, str, int]
"""A person, a candidate or an award, a number; "" and 0 where a kind has none."""


def _pairs(lines: Sequence[Line]) -> frozenset[Pair]:
    return frozenset((person, its) for person, its, _ in lines)


def _on_paper(
    session: Session, edition: Edition, award_ids: Collection[str]
) -> Mapping[str, list[Line]]:
    """Return by kind all that is written down of sheets, assignments and fields, in one query."""
    found: dict[str, list[Line]] = defaultdict(list)
    rows = session.execute(union_all(*_papers(edition, list(award_ids)))).all()
    for kind, person_id, its, number in rows:
        found[kind].append((person_id, its, number))
    return found


def _papers(edition: Edition, award_ids: list[str]) -> list[Select[str, str, str, int]]:
    nobody, none, here = literal(""), literal(0), Candidate.award_id.in_(award_ids)
    sheets = select(
        type_coerce(ScoreSheet.state, String), ScoreSheet.person_id, ScoreSheet.candidate_id, none
    ).join(Candidate, Candidate.id == ScoreSheet.candidate_id)
    fields = (
        select(literal("expert"), Expert.person_id, Expert.award_id, none)
        .join(Award, Award.id == Expert.award_id)
        .where(Award.edition_id == edition.id)
    )
    pinned = case((Assignment.pinned, literal(1)), else_=none)
    assigned = select(
        literal("assigned"), Assignment.person_id, Assignment.candidate_id, pinned
    ).join(Candidate, Candidate.id == Assignment.candidate_id)
    elsewhere = (
        select(literal("elsewhere"), Assignment.person_id, nobody, func.count())
        .join(Candidate, Candidate.id == Assignment.candidate_id)
        .join(Award, Award.id == Candidate.award_id)
        .where(Award.edition_id == edition.id, Award.id.not_in(award_ids))
        .group_by(Assignment.person_id)
    )
    routed = select(literal("routed"), nobody, AwardRouting.award_id, AwardRouting.readers).where(
        AwardRouting.award_id.in_(award_ids)
    )
    lent = (
        select(literal("lent"), PanelSeat.person_id, Candidate.id, none)
        .join(StepOut, is_lent())
        .join(Candidate, Candidate.id == StepOut.candidate_id)
        .where(PanelSeat.award_id.in_(award_ids))
    )
    return [sheets.where(here), fields, assigned.where(here), elsewhere, routed, lent]


def run_for(session: Session, actor: Actor, run_id: str) -> tuple[RoutingRun, Edition]:
    """Return a run and its edition, for whoever staffs panels there. Raises NotFound."""
    row = session.execute(
        select(RoutingRun, Edition)
        .join(Edition, Edition.id == RoutingRun.edition_id)
        .join(Edition.programme)
        .where(
            RoutingRun.id == run_id,
            in_places(actor.places_with(Permission.MANAGE_PANELS)),
            in_use(),
        )
        .options(contains_eager(Edition.programme), selectinload(Edition.awards))
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


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


def jurors_in(known: Round) -> list[JurorLine]:
    """Return everybody who votes in a round with what they read, by name."""
    experts = Counter(juror for juror, _ in known.experts)
    reads = Counter(juror for juror, _ in known.readings)
    finished = Counter(juror for juror, candidate in known.finished if candidate in known.row)
    return [
        JurorLine(
            one.person,
            reads[one.person.id],
            finished[one.person.id],
            one.most,
            one.away_from,
            experts[one.person.id],
        )
        for one in sorted(known.voters, key=lambda one: (one.person.name, one.person.id))
    ]


def voter_for(
    session: Session, edition: Edition, person_id: str
) -> tuple[Voter, list[Award], frozenset[str]]:
    """Return somebody who votes, on which awards, and which fields they know.

    Raises NotFound for everybody else.
    """
    voters = voters_in(session, edition, [award.id for award in edition.awards])
    voter = next((one for one in voters if one.person.id == person_id), None)
    if voter is None:
        raise NotFound
    wanted = (
        select(Expert.award_id)
        .join(Award, Award.id == Expert.award_id)
        .where(Award.edition_id == edition.id, Expert.person_id == person_id)
    )
    mine = [award for award in edition.awards if award.id in voter.award_ids]
    return voter, mine, frozenset(session.scalars(wanted))


def others_in(session: Session, known: Round) -> list[Person]:
    """Return who has assignments in a round and can read no more: away, or without a seat."""
    ids = sorted({juror for juror, _ in known.assigned if juror not in known.column})
    wanted = select(Person).where(Person.id.in_(ids)).order_by(Person.name, Person.id)
    return list(session.scalars(wanted))
