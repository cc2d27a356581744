"""The queue itself: one Huey task that runs a handler by name, and one that sweeps."""

import logging
import weakref
from functools import cached_property
from pathlib import Path
from typing import Any

from awards.jobs.registry import HANDLERS, SWEEPS, Workshop

log = logging.getLogger("awards.jobs")


def make_huey(database_url: str, instance: Path) -> Any:
    """Make the queue beside the database: a SQLite file, or tables in the same PostgreSQL."""
    # Huey reads the PostgreSQL driver in, whichever database is used: not before there is a job.
    from huey import PostgresHuey, SqliteHuey

    if database_url.startswith("postgresql"):
        dsn = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        return PostgresHuey("utmarkt", dsn=dsn, results=False)
    return SqliteHuey("utmarkt", filename=str(instance / "queue.db"), results=False)


class Queue:
    """Puts jobs on the queue and runs them."""

    def __init__(self, database_url: str, instance: Path, workshop: Workshop) -> None:
        """Remember where the queue lies."""
        self.workshop = workshop
        self._place = (database_url, instance)

    @cached_property
    def _opened(self) -> tuple[Any, Any]:
        """Huey with our sweep on its clock, and the one task that it knows."""
        from huey import crontab  # late, as in make_huey

        huey = make_huey(*self._place)
        weakref.finalize(self, huey.storage.close)  # its own connection, when nobody needs us
        huey.periodic_task(crontab(minute="*"), name="sweep")(self.sweep)
        return huey, huey.task(name="run")(self.run)

    @property
    def huey(self) -> Any:
        """Huey itself; it comes with the first job."""
        return self._opened[0]

    def close(self) -> None:
        """Give the queue's own connection back, if it has been used."""
        if "_opened" in self.__dict__:
            self.huey.storage.close()

    def put(self, name: str, *ids: str) -> None:
        """Put a job on the queue. A queue that is down loses nothing: the sweep finds the row."""
        try:
            _huey, task = self._opened
            task(name, *ids)
        except Exception:
            log.exception("job.not-queued", extra={"job": name, "ids": ids})

    def run(self, name: str, *ids: str) -> None:
        """Run a handler now."""
        log.info("job.started", extra={"job": name, "ids": ids})
        HANDLERS[name](self.workshop, *ids)

    def sweep(self) -> None:
        """Run every sweep; one that fails does not stop the next."""
        for name in SWEEPS:
            try:
                HANDLERS[name](self.workshop)
            except Exception:
                log.exception("sweep.failed", extra={"job": name})

    def work(self) -> None:
        """Run the worker until it is stopped; begin with what an earlier one left."""
        self.sweep()
        self.huey.create_consumer(
            workers=1, periodic=True, initial_delay=0.1, max_delay=1.0, graceful_signal="TERM"
        ).run()
