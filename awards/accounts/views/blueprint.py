"""What the pages of signing in share."""

from flask import Blueprint, current_app

from awards.accounts.identity import Provider
from awards.config import Settings

bp = Blueprint("accounts", __name__)


def settings() -> Settings:
    """Return this installation's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def provider() -> Provider | None:
    """Return the OpenID provider, where one is set up."""
    found: Provider | None = current_app.extensions["provider"]
    return found
