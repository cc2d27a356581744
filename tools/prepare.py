"""Prepares `instance/` for `make run`: secret, migrated database and, on the first start, the demo.

One process for all of it, because reading the program in takes most of the time.
"""

import os
import sys

import click
from flask import Flask
from flask.cli import ScriptInfo

from awards.cli import is_empty, upgrade_database
from awards.config import ConfigError, Settings, write_secret
from awards.core.press.fonts import are_made, press_fonts, screen_font
from tools.machine import instance_from


def load_demo(app: Flask) -> None:
    """Run `flask awards demo` without reading the program in again."""
    info = ScriptInfo(create_app=lambda: app)
    app.cli.main(["awards", "demo"], prog_name="flask", standalone_mode=False, obj=info)


def make_fonts(settings: Settings) -> None:
    """Make the faces of screen and paper that are missing, so that no reader waits for them."""
    folder = settings.instance / "fonts"
    if not are_made(folder):
        print("Making the fonts, which takes a moment once …", flush=True)
    screen_font(folder)
    press_fonts(folder)


def prepare() -> None:
    """Upgrade; load the demo when it is wanted and nothing is there yet."""
    write_secret(instance_from(os.environ))
    from app import app  # reads the secret

    upgrade_database(app)
    settings: Settings = app.extensions["settings"]
    make_fonts(settings)
    if settings.demo and is_empty(app):
        print("First start: loading the demo …", flush=True)
        load_demo(app)


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
