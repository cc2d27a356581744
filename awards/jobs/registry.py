"""Handlers by name, and asking for one from inside a transaction.

A handler takes a `Workshop` and ids; it does what is pending and may run twice or late
without harm. A sweep is a handler without ids that runs at every start and every minute,
so that what a killed worker left behind is picked up.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import event
from sqlalchemy.orm import Session

from awards.config import Settings
from awards.core.db import Database


@dataclass(frozen=True)
class Workshop:
    """What a handler works with."""

    database: Database
    settings: Settings


Handler = Callable[..., None]
HANDLERS: dict[str, Handler] = {}
SWEEPS: list[str] = []


def handles(name: str, *, sweep: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler as `feature.verb`; with `sweep` it also runs by itself."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        if sweep and name not in SWEEPS:
            SWEEPS.append(name)
        return handler

    return register


def enqueue(session: Session, name: str, *ids: str) -> None:
    """Ask for a job; it is put on the queue when, and only when, the session commits."""
    session.info.setdefault("jobs", []).append((name, ids))


def afterwards(session: Session, do: Callable[[], object]) -> None:
    """Have something done outside the database when, and only when, the session commits.

    It comes before the jobs that were asked for. If it fails, the transaction still stands, and
    its jobs are put on the queue before the error goes on.
    """
    session.info.setdefault("afterwards", []).append(do)


@event.listens_for(Session, "after_commit")
def _hand_over(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint is released; nothing is committed yet
    # Taken away first: what fails here is not the next transaction's.
    things, jobs = session.info.pop("afterwards", []), session.info.pop("jobs", [])
    put = session.info.get("put_job")
    try:
        for do in things:
            do()
    finally:
        for name, ids in jobs:
            if put is not None:
                put(name, *ids)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop("jobs", None)
        session.info.pop("afterwards", None)
