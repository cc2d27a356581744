"""Naming whom one is close to: the list, what it matches, and what it closes."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.core.clock import now
from awards.core.errors import WrongInput
from awards.juries import queries
from awards.juries.models import Answer, ConflictStatement
from awards.juries.ties import actions
from awards.juries.ties.actions import Naming, OnlyGrows
from awards.juries.ties.queries import circle_of, named_by
from awards.scoring import sealing
from awards.scoring.models import ScoreSheet, SheetState
from tests.factories import Make
from tests.scoring.conftest import Round

NAMED = Naming(name="Alva Norrskén")


def _listed(session: Session, scene: Round) -> list[str]:
    circle = circle_of(session, scene.juror.id, scene.award.edition_id)
    return [tie.words for tie in circle.ties] if circle else []


def _name(session: Session, scene: Round, naming: Naming) -> bool:
    edition = scene.award.edition
    return sealing.name_close(session, edition, naming, by=scene.actor, at=now())


def test_each_is_named_once(session: Session, scene: Round, make: Make) -> None:
    edition, unit, person = scene.award.edition, make.unit("Köket"), make.person("Siv Lund")
    namings = [Naming(person.id), Naming(org_unit_id=unit.id), Naming(name="Alva")]
    for naming in namings:
        assert actions.name(session, edition, naming, by=scene.actor, at=now())
        assert not actions.name(session, edition, naming, by=scene.actor, at=now())
    assert _listed(session, scene) == ["Siv Lund", "Köket", "Alva"]
    found = named_by(session, [scene.juror.id], [scene.award.id])[scene.juror.id]
    assert found == (("Siv Lund", "Alva"), (unit.id,))
    events = session.scalars(select(AuditLine.event).order_by(AuditLine.number)).all()
    assert events == ["circle.named"] * 3
    with pytest.raises(WrongInput):
        actions.name(session, edition, Naming(), by=scene.actor, at=now())


def test_taken_back_until_the_candidates_are_seen(session: Session, scene: Round) -> None:
    edition, actor = scene.award.edition, scene.actor
    actions.name(session, edition, NAMED, by=actor, at=now())
    circle = circle_of(session, actor.person_id, edition.id)
    assert circle is not None
    tie = circle.ties[0].id
    with pytest.raises(OnlyGrows):
        actions.take_back(session, edition, tie, only_grows=True, by=actor, at=now())
    assert actions.take_back(session, edition, tie, only_grows=False, by=actor, at=now())
    assert not actions.take_back(session, edition, tie, only_grows=False, by=actor, at=now())
    assert _listed(session, scene) == []


def test_nobody_is_an_answer_too_and_said_once(session: Session, scene: Round) -> None:
    edition = scene.award.edition
    assert actions.tell(session, edition, by=scene.actor, at=now())
    assert not actions.tell(session, edition, by=scene.actor, at=now())
    events = session.scalars(select(AuditLine.event)).all()
    assert events == ["circle.told"]


def test_naming_the_nominee_closes_the_candidate_and_seals_the_sheet(
    session: Session, scene: Round, make: Make
) -> None:
    sheet = make.sheet(scene.juror, scene.candidate, state=SheetState.OPEN)
    other = make.candidate(nomination=make.nomination(scene.award, nominee_name="Bo Ek"))
    make.statement(scene.juror, other)
    assert _name(session, scene, NAMED)
    assert set(session.scalars(queries.readable(scene.actor))) == {other.id}
    said = session.execute(
        select(ConflictStatement.candidate_id, ConflictStatement.answer).where(
            ConflictStatement.answer != Answer.NONE
        )
    ).all()
    assert said == [(scene.candidate.id, Answer.UNSURE)]
    assert session.get_one(ScoreSheet, sheet.id).state is SheetState.SEALED


def test_what_the_coordinator_has_freed_stays_free(
    session: Session, scene: Round, make: Make
) -> None:
    coordinator = make.person(roles=["coordinator"])
    make.statement(scene.juror, scene.candidate, decided_by_id=coordinator.id)
    assert _name(session, scene, NAMED)
    assert set(session.scalars(queries.readable(scene.actor))) == {scene.candidate.id}


def test_a_unit_counts_with_what_lies_below_it(session: Session, scene: Round, make: Make) -> None:
    care = make.unit("Omsorgen")
    home = make.unit("Hemvården", care)
    nomination = make.nomination(scene.award, nominee_name="Bo Ek", units=[home])
    below = make.candidate(nomination=nomination)
    make.statement(scene.juror, below)
    assert _name(session, scene, Naming(org_unit_id=care.id))
    assert set(session.scalars(queries.readable(scene.actor))) == {scene.candidate.id}
