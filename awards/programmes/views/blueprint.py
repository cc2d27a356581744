"""What the set-up's pages share: finding things, saving them, and saying what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext

from awards.core.clock import now
from awards.core.errors import Conflict
from awards.programmes import queries
from awards.programmes.checklist import Missing, missing_for
from awards.programmes.forms import SetUpForm
from awards.programmes.forms.fields import ReasonedForm
from awards.programmes.models import Award, Criterion, Edition
from awards.programmes.rules import ChangedMeanwhile, ReasonMissing
from awards.web.access import current_actor
from awards.web.db import get_session
from awards.web.i18n import translated
from awards.web.theme import show_programme

bp = Blueprint("programmes", __name__)

WRONG, TAKEN = 422, 409


def edition_of(edition_id: str) -> Edition:
    """Return an edition to set up, and dress the page as its programme. Raises NotFound."""
    edition = queries.edition_to_set_up(get_session(), current_actor(), edition_id)
    show_programme(edition.programme)
    return edition


def award_of(award_id: str) -> Award:
    """Return an award to set up, and dress the page. Raises NotFound."""
    award = queries.award_to_set_up(get_session(), current_actor(), award_id)
    show_programme(award.edition.programme)
    return award


def criterion_of(criterion_id: str) -> Criterion:
    """Return a criterion to set up, and dress the page. Raises NotFound."""
    criterion = queries.criterion_to_set_up(get_session(), current_actor(), criterion_id)
    show_programme(criterion.edition.programme)
    return criterion


@dataclass(frozen=True)
class Line:
    """A line of the check list as it is shown."""

    text: str
    url: str
    blocks: bool


def check_list(edition: Edition) -> list[Line]:
    """Return what an edition lacks, in the reader's language, each with where to mend it."""
    return [_line(missing) for missing in missing_for(get_session(), edition, now())]


def _line(missing: Missing) -> Line:
    values = {
        name: translated(value) if isinstance(value, dict) else value
        for name, value in missing.values.items()
    }
    address: dict[str, Any] = dict(missing.address)
    url = url_for(missing.page, **address)
    return Line(gettext(missing.message, **values), url, missing.blocks)


def blocking(lines: Sequence[Line]) -> list[Line]:
    """Return those that must be mended before the edition can open."""
    return [line for line in lines if line.blocks]


def save(form: SetUpForm, stored: object, act: Callable[[], object]) -> int | None:
    """Do what was asked; None when it is done, else the status the page is shown again with.

    After somebody else saved first, the form knows what they wrote.
    """
    if not form.validate():
        return WRONG
    try:
        act()
    except ChangedMeanwhile:
        form.compare_with(stored)
        return TAKEN
    except ReasonMissing as error:
        assert isinstance(form, ReasonedForm)
        form.say_reason_is_missing(error)
        return WRONG
    except Conflict as refusal:
        form.form_errors.append(gettext(refusal.message, **refusal.values))
        return TAKEN
    return None
