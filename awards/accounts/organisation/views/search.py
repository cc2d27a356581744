"""Searching for people and units: a page of its own, and the answers to somebody who types."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from awards.accounts.organisation.fields import more_words
from awards.accounts.organisation.search import Matches, find_people, find_units
from awards.accounts.organisation.views.blueprint import bp
from awards.core.permissions import Permission
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.forms import ONE_LINE


def _asked() -> str:
    return request.args.get("q", "")[:ONE_LINE]


def _answer(matches: Matches) -> ResponseReturnValue:
    found = [{"id": one.id, "name": one.name, "detail": one.detail} for one in matches.found]
    return jsonify(found=found, words=more_words(matches))


@bp.get("/search/people")
@requires(Permission.MANAGE_PEOPLE)
def search_people() -> ResponseReturnValue:
    """People who fit what somebody types, for the picker."""
    return _answer(find_people(get_session(), current_actor(), _asked()))


@bp.get("/search/units")
@requires(Permission.MANAGE_PEOPLE)
def search_units() -> ResponseReturnValue:
    """Units that fit what somebody types, for the picker."""
    return _answer(find_units(get_session(), current_actor(), _asked()))
