"""Writing the trail."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import JSON, Table, bindparam, func, insert, select, text
from sqlalchemy.orm import Session

from awards.audit.events import EVENTS
from awards.audit.models import AuditLine
from awards.core.db import UtcDateTime, require_writing
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

APPENDED = func.audit_line_append(
    _CHAIN_LOCK,
    GENESIS,
    bindparam("at", type_=UtcDateTime()),
    *map(bindparam, ("actor_id", "event", "subject", "programme_id")),
    bindparam("details", type_=JSON()),
    *map(bindparam, ("before", "after")),
).label("appended")
"""PostgreSQL's own way (migration 0028): nobody who waits for the chain waits for our journeys.

A column, so that a verb may write what it does and its line in one statement; `line_to_append`
gives its values.
"""

_APPEND_THERE = Prepared(select(APPENDED))


def digest_of(previous: str, fields: Mapping[str, Any]) -> str:
    """Return the SHA-256 that chains a line's fields to the line before, in hexadecimal."""
    return hashlib.sha256(f"{previous}\n{_canonical(fields)}".encode()).hexdigest()


_canonical: Callable[[Any], str] = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":")
).encode


def _around_number(fields: Mapping[str, Any]) -> tuple[str, str]:
    """Return what is hashed of a line, before and after its number, which is not known yet."""
    names = sorted(fields)
    place = names.index("number")
    before, after = names[:place], names[place + 1 :]
    return (
        _canonical({name: fields[name] for name in before}).removesuffix("}") + ',"number":',
        "," + _canonical({name: fields[name] for name in after}).removeprefix("{"),
    )


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
    not exactly the set that `EVENTS` names, ReadOnlyError in a session that only reads: defects,
    found by the first test that runs it.
    """
    require_writing(session)
    line = _line_of(event, subject=subject, by=by, at=at, programme_id=programme_id, **details)
    if session.get_bind().dialect.name == "postgresql":
        _append_there(session, line)
    else:
        _append(session, line)


def line_to_append(
    event: str,
    *,
    subject: str,
    by: Actor,
    at: datetime,
    programme_id: str | None = None,
    **details: object,
) -> dict[str, Any]:
    """Return the values of `APPENDED` for a line; raises like `record`."""
    return _to_append(
        _line_of(event, subject=subject, by=by, at=at, programme_id=programme_id, **details)
    )


def _line_of(
    event: str,
    *,
    subject: str,
    by: Actor,
    at: datetime,
    programme_id: str | None,
    **details: object,
) -> dict[str, Any]:
    if EVENTS.get(event) != frozenset(details):
        raise ValueError(f"{event} carries {sorted(EVENTS.get(event, ()))}, not {sorted(details)}")
    return {
        "at": at,
        "actor_id": by.person_id or by.name,
        "event": event,
        "subject": subject,
        "programme_id": programme_id,
        "details": details,
    }


def _to_append(line: dict[str, Any]) -> dict[str, Any]:
    before, after = _around_number(_hashed(number=0, **line))
    return {**line, "before": before, "after": after}


def _append(session: Session, line: dict[str, Any]) -> None:
    session.flush()
    connection = session.connection()
    newest = _NEWEST.run(connection, {}).fetchone()
    number, previous = (0, GENESIS) if newest is None else tuple(newest)
    line["number"] = number + 1
    digest = digest_of(previous, _hashed(**line))
    _APPEND.run(connection, {**line, "previous": previous, "digest": digest})


def _append_there(session: Session, line: dict[str, Any]) -> None:
    """Let PostgreSQL append.

    What is not sent yet is sent under the chain's lock: whoever wrote first and waited for the
    chain then could hold what its holder wants to write next.
    """
    if session.new or session.dirty or session.deleted:
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
        session.flush()
    _APPEND_THERE.run(session.connection(), _to_append(line))
