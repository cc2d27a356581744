"""What the demo's coordinators have done at the desk: findings answered, notes, saved views."""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.core.permissions import Role
from awards.demo.ground import Ground
from awards.nominations.models import Nomination
from awards.programmes.models import Edition
from awards.triage.desk import actions as desk
from awards.triage.desk.models import FindingAnswer
from awards.triage.desk.queries import note_of, standings_of
from awards.triage.findings import FindingKind

_GIVEN = 14
"""So many of the last nominations have somebody who looks after them."""


def at_the_desk(
    session: Session,
    ground: Ground,
    edition: Edition,
    nominations: dict[str, Nomination],
    at: datetime,
) -> None:
    """Let the rules look, and the coordinators share the work."""
    desk.look_through(session, edition, at=at)
    words, by = ground.files.read("words")["desk"], ground.coordinator
    people = [person for _key, person in ground.with_role(Role.COORDINATOR)]
    for place, nomination in enumerate(list(nominations.values())[-_GIVEN:]):
        desk.assign(session, nomination, people[place % len(people)].id, by=by, at=at)
    for key, text in words["notes"].items():
        if key in nominations:
            note = note_of(session, nominations[key].id)
            version = note.version if note else 0
            desk.write_note(session, nominations[key], text, version=version, by=by, at=at)
    for key, reason in words["overruled"].items():
        if key in nominations:
            _overrule(session, ground, nominations[key], reason, at)
    for name, filters in words["views"].items():
        desk.save_view(session, ground.programme.id, name, filters, shared=True, by=by, at=at)


def _overrule(
    session: Session, ground: Ground, nomination: Nomination, reason: str, at: datetime
) -> None:
    """Say of a late one that it counts all the same."""
    for one in standings_of(session, nomination, at):
        if one.finding.kind is FindingKind.LATE:
            desk.answer_finding(
                session,
                nomination,
                FindingKind.LATE,
                FindingAnswer.OVERRULED,
                reason=reason,
                seen=one.mark,
                by=ground.coordinator,
                at=at,
            )
