"""The demo's calibration texts: one that is made up, one of last year's, scored by some jurors."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.permissions import Actor
from awards.demo.diary import Diary
from awards.demo.ground import Ground
from awards.demo.jury import Jury
from awards.programmes.models import Award, Edition
from awards.scoring.actions import Typed
from awards.scoring.calibrating import actions, queries


def plan_texts(diary: Diary, session: Session, ground: Ground, edition: Edition) -> None:
    """Note that the coordinator makes up a text for one award, and borrows one for another."""
    told = ground.files.read("habits").get("calibration")
    if told is None:
        return
    texts = ground.files.read("calibration")
    awards = {award.slug: award for award in edition.awards}
    made_up, borrowed, by = awards[told["award"]], awards[told["borrowed"]], ground.coordinator

    def choose(at: datetime) -> None:
        actions.write_text(session, made_up, _sections(made_up, texts), by=by, at=at)
        loans = queries.loans_for(session, borrowed, at)
        alike = [one for one in loans if one.award == borrowed.name]
        # By their words: code names are drawn anew each time.
        loan = min(alike or loans, key=lambda one: str(one.copy.sections))
        actions.borrow(session, borrowed, loan.candidate_id, by=by, at=at)

    diary.write(edition.scoring_opens_at - timedelta(hours=1), choose)


def _sections(award: Award, texts: dict[str, str]) -> list[dict[str, Any]]:
    return [{"key": p.key, "heading": p.label, "text": texts[p.key]} for p in award.prompts]


def plan_practice(diary: Diary, jury: Jury) -> None:
    """Note that some jurors score both texts before they score a candidate."""
    told = jury.ground.files.read("habits").get("calibration")
    if told is None:
        return
    for place, (key, person) in enumerate(jury.jurors[: told["jurors"]]):
        at = jury.edition.scoring_opens_at + timedelta(minutes=15 * (place + 1))
        diary.write(at, _practise(jury, key, person, told))


def _practise(jury: Jury, key: str, person: Person, told: dict[str, Any]) -> Any:
    actor = jury.ground.actor(person)

    def deed(at: datetime) -> None:
        firsts = queries.firsts_of(jury.session, actor, jury.edition.id)
        for place, first in enumerate(firsts):
            _score(jury.session, actor, first.id, _marks(f"{key}:{place}", told), at)

    return deed


def _marks(seed: str, told: dict[str, Any]) -> list[int]:
    """Return marks about the usual ones; on one criterion the jury does not agree."""
    dice, apart = Random(seed), told["apart_on"]
    steps = [(-2, -1, 1, 2) if n == apart else (-1, 0, 0, 0, 1) for n in range(len(told["levels"]))]
    given = zip(told["levels"], steps, strict=True)
    return [max(1, min(5, level + dice.choice(step))) for level, step in given]


def _score(session: Session, by: Actor, text: str, marks: Sequence[int], at: datetime) -> None:
    practice = queries.practice_of(session, by, text)
    if practice.asked_first:
        if not actions.state(session, practice, free=True, by=by, at=at):
            return
        practice = queries.practice_of(session, by, text)
    typed = Typed(dict(zip(practice.sheet.criteria, marks, strict=True)))
    actions.save(session, practice, typed, version=practice.sheet.version, by=by, at=at)
    actions.hand_in(session, queries.practice_of(session, by, text), by=by, at=at)
