"""Prepares `instance/` for `make run`: secret, migrated database and, on the first start, the demo.

One process for all of it, because reading the program in takes most of the time.
"""

import os
import sys

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import select

from awards.config import ConfigError, Settings, write_secret
from awards.core.db import Database
from awards.tables import metadata
from tools.machine import instance_from


def flask_awards(app: Flask, command: str) -> None:
    """Run one `flask awards …` command of the app."""
    info = ScriptInfo(create_app=lambda: app)
    app.cli.main(["awards", command], prog_name="flask", standalone_mode=False, obj=info)


def is_empty(database: Database) -> bool:
    """Whether none of our tables has a row; they must exist."""
    with database.read() as session:
        rows = (session.execute(select(table).limit(1)).first() for table in metadata.sorted_tables)
        return all(row is None for row in rows)


def prepare() -> None:
    """Upgrade; load the demo when it is wanted and nothing is there yet."""
    write_secret(instance_from(os.environ))
    from app import app  # reads the secret

    flask_awards(app, "upgrade")
    settings = Settings.from_environment()
    if settings.demo and is_empty(Database(settings.database_url)):
        print("First start: loading the demo …", flush=True)
        flask_awards(app, "demo")


def main() -> int:
    """Prepare; the exit code."""
    try:
        prepare()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
