"""The command line: `flask --app app awards …`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask, current_app, url_for
from flask.cli import AppGroup
from sqlalchemy import func, select

from awards.accounts import actions as accounts
from awards.accounts.queries import person_by_email
from awards.audit.queries import check_chain
from awards.config import Settings
from awards.core.clock import now
from awards.core.db import Database
from awards.core.errors import DomainError
from awards.core.permissions import SYSTEM
from awards.demo.calendar import PHASES
from awards.demo.loader import load
from awards.jobs.queue import Queue
from awards.privacy import actions as privacy
from awards.privacy import queries as privacy_queries
from awards.programmes.models import Phase, Programme
from awards.programmes.rules import is_past_keeping

if TYPE_CHECKING:
    from alembic.config import Config

awards = AppGroup("awards", help="Look after an Utmärkt installation.")
MIGRATIONS = Path(__file__).parent / "migrations"


def _database() -> Database:
    database: Database = current_app.extensions["database"]
    return database


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def alembic_config(url: str) -> "Config":
    """Return Alembic's configuration for a database; there is no ini file."""
    # Every process of the app reads this module; only upgrades and their tests need Alembic.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade_database(app: Flask) -> None:
    """Bring the database up to this version's tables."""
    from alembic import command  # late, as in alembic_config

    command.upgrade(alembic_config(app.extensions["settings"].database_url), "head")


def is_empty(app: Flask) -> bool:
    """Say whether there is no programme yet."""
    with app.extensions["database"].read() as session:
        return not session.scalar(select(func.count()).select_from(Programme))


@awards.command()
def upgrade() -> None:
    """Create or upgrade the tables."""
    try:
        _settings().instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(
            f"{_settings().instance} cannot be made: {error.strerror}"
        ) from None
    upgrade_database(current_app)
    click.echo("The database is up to date.")


@awards.command()
@click.option(
    "--phase",
    type=click.Choice([phase.value for phase in PHASES]),
    default=Phase.SCORING.value,
    help="Where this year's edition is to stand.",
)
def demo(phase: str) -> None:
    """Load the demo into an empty database."""
    if not is_empty(current_app):
        click.echo("There is a programme already; the demo goes into an empty database.", err=True)
        sys.exit(1)
    secret, folder = _settings().secret_key, _settings().instance / "files"
    with _database().write() as session:
        load(session, Phase(phase), secret=secret, at=now(), folder=folder)
    click.echo(f"The demo is loaded; this year's edition stands in the phase {phase}.")


@awards.command()
def work() -> None:
    """Run the job worker until it is stopped."""
    queue: Queue = current_app.extensions["queue"]
    queue.work()


@awards.command()
@click.argument("address")
@click.option("--name", default="", help="What the person is called, if nobody has the address.")
def admin(address: str, name: str) -> None:
    """Make the person with this e-mail ADDRESS administrator of everything."""
    with _database().write() as session:
        try:
            person = accounts.make_administrator(session, address, name=name, by=SYSTEM, at=now())
        except DomainError as error:
            click.echo(error.message, err=True)
            sys.exit(1)
    click.echo(f"{person.email} is administrator of everything.")
    click.echo("To sign in, ask for a link on the sign-in page, or print one:")
    click.echo(f"  flask --app app awards sign-in-link {person.email}")


@awards.command("unlink-account")
@click.argument("address")
def unlink_account(address: str) -> None:
    """Let the person with this e-mail ADDRESS sign in with another account."""
    with _database().write() as session:
        person = person_by_email(session, address)
        gone = person and accounts.unlink_accounts(session, person, by=SYSTEM, at=now())
    if not gone:
        click.echo(f"No account is linked with {address}.", err=True)
        sys.exit(1)
    click.echo("The account is forgotten; the next one they sign in with is linked.")


@awards.command("sign-in-link")
@click.argument("address")
def sign_in_link(address: str) -> None:
    """Print a sign-in link for the person with this e-mail ADDRESS."""
    settings = _settings()
    with _database().write() as session:
        person = person_by_email(session, address)
        if person is None:
            click.echo(f"Nobody here has the address {address}.", err=True)
            sys.exit(1)
        token = accounts.make_link(session, person, secret=settings.secret_key, at=now())
    with current_app.test_request_context():
        click.echo(f"{settings.base_url}{url_for('accounts.link', token=token)}")


@awards.command()
@click.option(
    "--basis", default="", help="The decision that lets the texts go; without it, a dry run."
)
def purge(basis: str) -> None:
    """Show, or take away, nominations' texts that have been kept long enough."""
    at = now()
    with _database().write() as session:
        due = [one for one in privacy_queries.opened(session) if is_past_keeping(one, at)]
        for edition in due:
            found = privacy_queries.counts(session, edition.id)
            if basis.strip():
                found = privacy.purge(session, edition, basis=basis, by=SYSTEM, at=at).counts
            told = ", ".join(f"{code} {number}" for code, number in found.items())
            click.echo(f"{edition.slug} ({edition.id}): {told}")
    done = "are gone" if basis.strip() else "would go; give --basis to let them"
    click.echo(f"Texts of {len(due)} editions {done}.")


@awards.command()
def verify() -> None:
    """Check that the audit trail is whole."""
    with _database().read() as session:
        check = check_chain(session)
    if not check.whole:
        click.echo(f"The audit trail is broken at line {check.broken_at}.", err=True)
        sys.exit(1)
    click.echo(f"The audit trail is whole: {check.lines} lines.")
