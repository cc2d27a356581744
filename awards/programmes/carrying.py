"""What comes along to next year's edition only when ticked. Later features add theirs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from awards.core.permissions import Actor, Permission
from awards.programmes.models import Award


class Carry(Protocol):
    """Bring something from each award of an edition to the same award of its copy."""

    def __call__(
        self, session: Session, pairs: Sequence[tuple[Award, Award]], *, by: Actor, at: datetime
    ) -> object:
        """Do it; the copy is a draft, and its awards stand beside last year's."""


@dataclass(frozen=True)
class Extra:
    """Something to tick: its words, who may, and what is then done."""

    label: str
    permission: Permission
    carry: Carry


EXTRAS: dict[str, Extra] = {}


def extra(key: str, label: str, permission: Permission) -> Callable[[Carry], Carry]:
    """Let a feature offer something to bring along; importing its module registers it."""

    def register(carry: Carry) -> Carry:
        EXTRAS[key] = Extra(label, permission, carry)
        return carry

    return register


def extras_for(actor: Actor, programme_id: str) -> dict[str, Extra]:
    """Return what somebody may bring along within a programme."""
    return {key: one for key, one in EXTRAS.items() if actor.may(one.permission, programme_id)}
