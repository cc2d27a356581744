"""Writing the trail."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, text
from sqlalchemy.orm import Session

from awards.audit.events import EVENTS
from awards.audit.models import AuditLine
from awards.core.permissions import Actor
from awards.core.prepared import Prepared

GENESIS = "0" * 64
_CHAIN_LOCK = 7_236_001
"""PostgreSQL's advisory lock for the chain; SQLite's writers queue anyway."""


_LINES = cast("Table", AuditLine.__table__)
_NUMBER, _DIGEST = _LINES.c.number, _LINES.c.digest
_NEWEST = Prepared(select(_NUMBER, _DIGEST).order_by(_NUMBER.desc()).limit(1))
_APPEND = Prepared(insert(_LINES).values({key: bindparam(key) for key in _LINES.c.keys()}))  # noqa: SIM118
"""Sent past the unit of work: every verb writes a line, so it has to be cheap."""


def digest_of(previous: str, fields: Mapping[str, Any]) -> str:
    """Return the SHA-256 that chains a line's fields to the line before, in hexadecimal."""
    canonical = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def fields_of(line: AuditLine) -> dict[str, Any]:
    """Return what a line says, as it is hashed."""
    return _hashed(
        number=line.number,
        at=line.at,
        actor_id=line.actor_id,
        event=line.event,
        subject=line.subject,
        programme_id=line.programme_id,
        details=line.details,
    )


def _hashed(
    *,
    number: int,
    at: datetime,
    actor_id: str | None,
    event: str,
    subject: str,
    programme_id: str | None,
    details: Mapping[str, object],
) -> dict[str, Any]:
    return {
        "number": number,
        "at": at.astimezone(UTC).isoformat(),
        "actor": actor_id,
        "event": event,
        "subject": subject,
        "programme": programme_id,
        "details": details,
    }


def record(
    session: Session,
    event: str,
    *,
    subject: str,
    by: Actor,
    at: datetime,
    programme_id: str | None = None,
    **details: object,
) -> None:
    """Append a line in the caller's transaction.

    `subject` is `kind:id`. Raises ValueError when the event is unknown or its details are
    not exactly the set that `EVENTS` names: a defect, found by the first test that runs it.
    """
    if EVENTS.get(event) != frozenset(details):
        raise ValueError(f"{event} carries {sorted(EVENTS.get(event, ()))}, not {sorted(details)}")
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    session.flush()
    connection = session.connection()
    newest = _NEWEST.run(connection, {}).first()
    number, previous = (0, GENESIS) if newest is None else tuple(newest)
    line: dict[str, Any] = {
        "number": number + 1,
        "at": at,
        "actor_id": by.person_id or by.name,
        "event": event,
        "subject": subject,
        "programme_id": programme_id,
        "details": details,
    }
    digest = digest_of(previous, _hashed(**line))
    _APPEND.run(connection, {**line, "previous": previous, "digest": digest})
