"""What follows when an award joins an edition: added, or back from the archive.

Later features say what, as they do on the check list: earlier ones never push to them.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from awards.core.permissions import Actor
from awards.programmes.models import Award


class Joins(Protocol):
    """Do what a feature does when an award joins its edition."""

    def __call__(self, session: Session, award: Award, *, by: Actor, at: datetime) -> object:
        """Do it; the award is stored."""


_FOLLOWS: list[Joins] = []


def joins(follow: Joins) -> Joins:
    """Let a feature do something then; importing its module registers it."""
    _FOLLOWS.append(follow)
    return follow


def follows() -> Iterator[Joins]:
    """Return what is done, in the order in which it was registered."""
    return iter(_FOLLOWS)
