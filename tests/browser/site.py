"""A running installation with the demo in it, for a browser to visit."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from awards import create_app
from awards.accounts.models import Person, RoleGrant
from awards.cli import upgrade_database
from awards.config import Settings
from awards.core.clock import now
from awards.core.db import Database
from awards.core.permissions import Role
from awards.demo.calendar import dates_of
from awards.demo.loader import load
from awards.juries.models import PanelSeat, SeatRole
from awards.programmes.models import Edition, Phase, Programme
from tests import demos
from tests.conftest import lent
from tests.factories import open_session
from tests.serving import serving
from tools.machine import HOST, any_free_port

SECRET = demos.SECRET
PUBLIC = "/awards/lund/2026"
LUND = select(Programme.id).where(Programme.slug == "lund")
_VOTERS = select(PanelSeat.person_id).where(PanelSeat.role == SeatRole.MEMBER)


@dataclass(frozen=True)
class Site:
    """The app behind an address, and its database."""

    app: Flask
    url: str

    @property
    def database(self) -> Database:
        """The database the site runs on."""
        database: Database = self.app.extensions["database"]
        return database

    def cookie_of(self, role: Role | None, language: str = "sv") -> dict[str, str]:
        """Return the cookie of somebody who is signed in: the first who holds only this role."""
        return self.cookie_for(None if role is None else self.person(role), language)

    def cookie_for(self, person: Person | None, language: str = "sv") -> dict[str, str]:
        """Return the cookie of this person, signed in; nobody's without one."""
        content: dict[str, Any] = {"language": language}
        if person is not None:
            content |= {"_user_id": open_session(self.database, person), "_fresh": True}
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return {"name": "utmarkt", "value": signer.dumps(content), "url": self.url}

    def person(self, role: Role) -> Person:
        """Return the first by name who holds this role and, if possible, no other.

        A juror is one who votes: others have no sheets.
        """
        with self.database.read() as session:
            held = select(RoleGrant.person_id).where(
                RoleGrant.role == role, RoleGrant.programme_id.in_(LUND)
            )
            if role is Role.JUROR:
                held = held.where(RoleGrant.person_id.in_(_VOTERS))
            people = session.scalars(
                select(Person).where(Person.id.in_(held)).order_by(Person.name)
            ).all()
            return min(people, key=lambda person: len(person.grants))

    def move_to(self, phase: Phase) -> None:
        """Let time pass: this year's edition of Lund stands in another phase."""
        with self.database.write() as session:
            edition = session.scalars(
                select(Edition).where(Edition.slug == "2026", Edition.programme_id.in_(LUND))
            ).one()
            dates = dates_of(phase, now(), edition.programme.time_zone)
            edition.opens_at, edition.closes_at = dates.opens, dates.closes
            edition.scoring_opens_at = dates.scoring_opens
            edition.scoring_closes_at = dates.scoring_closes


def settings_in(folder: Path, port: int = 0) -> Settings:
    """Return the settings of an installation in `folder`: demo mode, limits off."""
    return Settings(
        instance=folder,
        secret_key=SECRET,
        database_url=f"sqlite:///{folder / 'utmarkt.db'}",
        base_url=f"http://{HOST}:{port}",
        rate_limits=False,
        demo=True,
    )


def load_demo(folder: Path, phase: Phase) -> None:
    """Fill an empty database in `folder` with the demo."""
    app = create_app(settings_in(folder))
    upgrade_database(app)
    database: Database = app.extensions["database"]
    with database.write() as session:
        load(session, phase, secret=SECRET, at=now(), folder=folder / "files")
    database.dispose()


@contextmanager
def run(template: Path, folder: Path, kept_app: Flask | None = None) -> Iterator[Site]:
    """Serve a copy of the installation in `template` until the block ends.

    By an app of its own, or by one whose templates are known; that can serve one site at a time.
    """
    shutil.copytree(template, folder, symlinks=True, dirs_exist_ok=True)
    port = any_free_port()
    settings = settings_in(folder, port)
    database = Database(settings.database_url)
    with ExitStack() as stack:
        stack.callback(database.dispose)
        if kept_app:
            app = stack.enter_context(lent(kept_app, settings, database))
        else:
            app = create_app(settings, database)
        yield Site(app, stack.enter_context(serving(app, port)))
