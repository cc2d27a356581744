"""The set-up pages: programmes, editions, dates, rules, weights, awards, criteria, the archive."""

from awards.programmes.views import (
    archive,
    arms,
    awards,
    copying,
    criteria,
    dates,
    editions,
    feed,
    organisations,
    programmes,
    reasons,
    rules,
    weights,
)
from awards.programmes.views.blueprint import bp

__all__ = [
    "archive",
    "arms",
    "awards",
    "bp",
    "copying",
    "criteria",
    "dates",
    "editions",
    "feed",
    "organisations",
    "programmes",
    "reasons",
    "rules",
    "weights",
]
