"""One predicate: what a juror may read, also of candidates that were merged."""

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.clock import now
from awards.core.permissions import Actor
from awards.juries import actions, queries
from awards.juries.actions import Stated
from awards.juries.models import Answer, Ground, SeatRole
from awards.programmes.models import Award, Phase
from awards.triage.models import Candidate, CandidateNomination, CopyState, JurorCopy
from awards.triage.twins import actions as twins
from awards.triage.twins.belonging import open_mergers
from tests.factories import Make, actor_of

NONE = Stated(Answer.NONE)


@dataclass
class Scene:
    """A juror, two candidates that a coordinator finds to be the same, and a third."""

    award: Award
    juror: Person
    coordinator: Actor
    candidates: list[Candidate]

    @property
    def actor(self) -> Actor:
        return actor_of(self.juror)


@pytest.fixture
def scene(make: Make) -> Scene:
    award = make.award(make.edition(Phase.TRIAGE))
    juror = make.person("Jo Juror", roles=["juror"])
    make.seat(juror, award)
    coordinator = actor_of(make.person("Ko Ordinator", roles=["coordinator"]))
    return Scene(award, juror, coordinator, [make.candidate(award) for _ in range(3)])


def _merge(make: Make, scene: Scene, *candidates: Candidate) -> tuple[Candidate, list[Candidate]]:
    """Merge candidates and approve the text of the one that is left; return it and the others."""
    wanted = select(CandidateNomination.nomination_id).where(
        CandidateNomination.candidate_id.in_([c.id for c in candidates])
    )
    ids, session = list(make.session.scalars(wanted)), make.session
    kept = twins.merge(session, ids, reason="The same.", by=scene.coordinator, at=now())
    newest = select(func.max(JurorCopy.version)).where(JurorCopy.candidate_id == kept.id)
    copy = JurorCopy(
        candidate_id=kept.id,
        version=(session.scalar(newest) or 0) + 1,
        state=CopyState.APPROVED,
        sections=[],
        prepared_at=now(),
        approved_at=now(),
        changed_at=now(),
    )
    session.add(copy)
    session.commit()
    return kept, [c for c in candidates if c.id != kept.id]


def _readable(session: Session, juror: Actor) -> set[str]:
    return set(session.scalars(queries.readable(juror)))


def test_conflict_with_a_former_candidate_counts_for_the_merged_one(
    session: Session, make: Make, scene: Scene
) -> None:
    first, second, third = scene.candidates
    for candidate in scene.candidates:
        make.statement(scene.juror, candidate)
    kept, (gone,) = _merge(make, scene, first, second)
    assert _readable(session, scene.actor) == {kept.id, third.id}
    make.statement(scene.juror, gone, Answer.CONFLICTED, ground=Ground.MANAGER)
    assert _readable(session, scene.actor) == {third.id}
    assert queries.may_read(session, scene.award.edition) == {(scene.juror.id, third.id)}
    assert set(session.scalars(queries.barred(scene.juror.id))) == {kept.id, gone.id}
    told = queries.asked_about(session, scene.actor, [scene.award.id])
    answers = {about.candidate_id: about.answer for about in told}
    assert answers == {kept.id: Answer.UNSURE, third.id: Answer.NONE}
    (case,) = queries.of_edition(session, scene.award.edition).suggested
    assert (case.candidate.id, case.ground) == (kept.id, Ground.MANAGER)


def test_it_counts_however_often_it_was_merged_on(
    session: Session, make: Make, scene: Scene
) -> None:
    for candidate in scene.candidates:
        make.statement(scene.juror, candidate)
    first, second, third = scene.candidates
    kept, (gone,) = _merge(make, scene, first, second)
    make.statement(scene.juror, gone, Answer.UNSURE, ground=Ground.OTHER)
    last, _ = _merge(make, scene, kept, third)
    assert _readable(session, scene.actor) == set()
    assert last.id in session.scalars(queries.barred(scene.juror.id)).all()


def test_what_is_taken_out_again_takes_its_conflict_along(
    session: Session, make: Make, scene: Scene
) -> None:
    first, second, third = scene.candidates
    for candidate in scene.candidates:
        make.statement(scene.juror, candidate)
    kept, (gone,) = _merge(make, scene, first, second)
    make.statement(scene.juror, gone, Answer.CONFLICTED, ground=Ground.MANAGER)
    for link in session.scalars(select(CandidateNomination)):
        if link.candidate_id == kept.id:
            former = open_mergers(session, kept.id, [link.nomination_id])
            for merger in former.values():
                link.candidate_id, merger.ended_at = gone.id, now()
    session.commit()
    assert _readable(session, scene.actor) == {kept.id, third.id}
    assert list(session.scalars(queries.barred(scene.juror.id))) == [gone.id]


def test_none_about_the_merged_one_waits_and_the_coordinator_frees_it(
    session: Session, make: Make, scene: Scene
) -> None:
    first, second, _ = scene.candidates
    make.statement(scene.juror, first, Answer.CONFLICTED, ground=Ground.MANAGER)
    make.statement(scene.juror, second, Answer.CONFLICTED, ground=Ground.MANAGER)
    kept, _ = _merge(make, scene, first, second)
    session.delete(queries.statements_by(session, scene.juror.id, [kept.id])[kept.id])
    session.commit()
    kept_as = actions.state(session, {kept.id: NONE}, by=scene.actor, at=now())
    assert kept_as == {kept.id: Answer.UNSURE}
    matter = queries.matter_for(session, scene.coordinator, scene.juror.id, kept.id)
    actions.resolve(session, matter, Stated(Answer.NONE), by=scene.coordinator, at=now())
    assert _readable(session, scene.actor) == {kept.id}
    assert kept.id not in session.scalars(queries.barred(scene.juror.id)).all()


def test_routing_may_choose_from_what_each_voter_may_read(
    session: Session, make: Make, scene: Scene
) -> None:
    first, second, third = scene.candidates
    chair = make.person("Cho Chair", roles=["chair"])
    adviser = make.person("Ad Viser", roles=["adviser"])
    gone = make.person("Gone Juror", roles=[])
    make.seat(chair, scene.award, SeatRole.CHAIR)
    make.seat(gone, scene.award)
    make.seat(adviser, scene.award, SeatRole.ADVISER)
    for person in (scene.juror, chair, adviser, gone):
        make.statement(person, first)
        make.statement(person, second)
    make.statement(chair, second, Answer.UNSURE, ground=Ground.OTHER)
    pairs = queries.may_read(session, scene.award.edition)
    assert pairs == {(scene.juror.id, first.id), (scene.juror.id, second.id), (chair.id, first.id)}
    each = {
        (person.id, candidate)
        for person in (scene.juror, chair, adviser, gone)
        for candidate in _readable(session, actor_of(person))
    }
    assert pairs == each
    assert third.id not in {candidate for _, candidate in pairs}
