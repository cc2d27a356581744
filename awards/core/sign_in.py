"""How long somebody stays signed in. A workplace's rules, so all of it stands in one table."""

from collections.abc import Iterable
from datetime import timedelta

from awards.core.permissions import Role

LONGEST_SESSION = timedelta(hours=12)
"""A session ends after a working day, whatever is done in it."""

_SHORT = timedelta(hours=1)
_LONG = timedelta(hours=8)

IDLE_AFTER: dict[Role, timedelta] = {
    Role.ADMIN: _SHORT,
    Role.COORDINATOR: _SHORT,
    Role.AUDITOR: _SHORT,
    Role.SECRETARY: _SHORT,
    Role.COMMUNICATIONS: timedelta(hours=2),
    Role.CHAIR: timedelta(hours=4),
    Role.JUROR: _LONG,
    Role.ADVISER: _LONG,
}
"""Whoever sees names or decides goes first; who only reads blind texts may take a long break."""


def idle_after(roles: Iterable[Role]) -> timedelta:
    """Return after how long without a page somebody with these roles is signed out.

    The strictest of their roles counts; a role that is not in the table is as strict as any.
    """
    return min((IDLE_AFTER.get(role, _SHORT) for role in roles), default=_LONG)
