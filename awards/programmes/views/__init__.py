"""The set-up pages: programmes, editions, awards, criteria, and the archive."""

from awards.programmes.views import (
    archive,
    awards,
    copying,
    criteria,
    dates,
    editions,
    programmes,
    rules,
)
from awards.programmes.views.blueprint import bp

__all__ = [
    "archive",
    "awards",
    "bp",
    "copying",
    "criteria",
    "dates",
    "editions",
    "programmes",
    "rules",
]
