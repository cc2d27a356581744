"""The router asks the jurors' own predicate: whoever has answered reads by it, or not at all."""

from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.clock import now
from awards.juries import queries
from awards.juries.models import Answer, Ground
from awards.programmes.models import Phase
from awards.scoring.routing.planning import plan_for
from awards.scoring.routing.reading import round_of
from awards.triage.models import Candidate, CandidateNomination, CopyState, JurorCopy
from awards.triage.twins import actions as twins
from tests.factories import Make, actor_of

FREED = "freed"
"""The coordinator's word that there is no conflict."""
OWN = (None, Answer.NONE, FREED, Answer.UNSURE, Answer.CONFLICTED)
"""What may have been said of a candidate; none for not a word."""
FORMER = (None, Answer.NONE, Answer.UNSURE, Answer.CONFLICTED)
"""What may have been said of one that is part of it now."""


def _say(make: Make, juror: Person, candidate: Candidate, said: str | None) -> None:
    if said is None:
        return
    if said == FREED:
        make.statement(juror, candidate, decided_by_id=make.person().id)
        return
    ground = None if said is Answer.NONE else Ground.OTHER
    make.statement(juror, candidate, Answer(said), ground=ground)


def _merged(make: Make, one: Candidate, other: Candidate) -> tuple[Candidate, Candidate]:
    """Return the candidate that is left, with an approved text, and the one that went into it."""
    wanted = select(CandidateNomination.nomination_id).where(
        CandidateNomination.candidate_id.in_([one.id, other.id])
    )
    ids, by = list(make.session.scalars(wanted)), actor_of(make.person(roles=["coordinator"]))
    kept = twins.merge(make.session, ids, reason="The same.", by=by, at=now())
    for copy in make.session.scalars(select(JurorCopy).where(JurorCopy.candidate_id == kept.id)):
        copy.prepared_at, copy.state = now(), CopyState.APPROVED
        break
    make.session.commit()
    return kept, other if kept.id == one.id else one


def test_whoever_has_answered_is_given_what_the_predicate_lets_them_read(
    session: Session, make: Make
) -> None:
    award = make.award(make.edition(Phase.SCORING))
    kept, gone = _merged(make, make.candidate(award), make.candidate(award))
    cases = {}
    for own, former in product(OWN, FORMER):
        juror = make.person(f"Juror {own} {former}", roles=["juror"])
        make.seat(juror, award)
        _say(make, juror, kept, own)
        _say(make, juror, gone, former)
        cases[juror.id] = (own, former)
    known = round_of(session, [award])
    may_read = {person for person, _ in queries.may_read(session, award.edition)}
    allowed = {j.id for j in known.jurors if known.allowed[known.row[kept.id], known.column[j.id]]}
    silent = {juror for juror, (own, _) in cases.items() if own is None}
    closed = (Answer.UNSURE, Answer.CONFLICTED)
    assert {juror for juror, candidate in known.readable if candidate == kept.id} == may_read
    assert allowed - silent == may_read
    assert allowed & silent == {j for j in silent if cases[j][1] not in closed}
    assert {cases[juror] for juror in may_read} == {
        *((FREED, former) for former in FORMER),
        *((Answer.NONE, former) for former in (None, Answer.NONE)),
    }
    reads = plan_for(session, [award], readers=len(cases), seed=0).plan
    assert {juror for juror, candidates in reads.items() if candidates} == allowed


def test_a_word_without_a_seat_gives_the_router_nothing(session: Session, make: Make) -> None:
    award = make.award(make.edition(Phase.SCORING))
    candidate, juror = make.candidate(award), make.person(roles=["juror"])
    make.seat(juror, award)
    stranger = make.person("No Seat", roles=["juror"])
    for one in (juror, stranger):
        make.statement(one, candidate)
    known = round_of(session, [award])
    assert queries.may_read(session, award.edition) == {(juror.id, candidate.id)}
    assert known.readable == {(juror.id, candidate.id)}
    assert known.allowed.tolist() == [[True]]
