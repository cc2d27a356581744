"""A draft as a page shows it: what the form's page has to know, and what was typed, with labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import request, url_for
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, HiddenField, RadioField

from awards.core.clock import now
from awards.nominations.drafts import cookie
from awards.nominations.drafts.queries import Held, drafts_in
from awards.nominations.drafts.rules import Fields
from awards.nominations.forms import NominationForm
from awards.programmes.models import Award
from awards.programmes.rules import has_begun, intake_ends, takes_nominations
from awards.web.db import get_session


@dataclass(frozen=True)
class OnPage:
    """What the form needs to be kept while it is written."""

    key: str
    version: int
    save_url: str
    keep_url: str
    closes: datetime
    """Until when nominations are taken in."""
    saved_at: datetime | None = None
    beside: bool = False
    """Whether another page's text is kept, to be chosen from."""
    elsewhere: tuple[Held, ...] = ()
    """The writer's other drafts in this edition."""
    late: bool = False
    """Whether the deadline has passed: it can still be sent, and is marked."""


def on_page(award: Award, key: str, *, version: int = 0, drafts: Sequence[Held] = ()) -> OnPage:
    """Return what a page of an award's form says of the draft with this key."""
    edition = award.edition
    path: dict[str, Any] = {
        "programme": edition.programme.slug,
        "edition": edition.slug,
        "award": award.slug,
    }
    mine = next((one for one in drafts if one.id == key), None)
    at = now()
    return OnPage(
        key=key,
        version=mine.version if mine else version,
        save_url=url_for("drafts.autosave", **path),
        keep_url=url_for("drafts.keep", **path),
        closes=intake_ends(edition),
        saved_at=mine.saved_at if mine else None,
        beside=bool(mine and mine.others),
        elsewhere=tuple(one for one in drafts if one.id != key),
        late=not takes_nominations(edition, at) and has_begun(edition, at),
    )


def drafts_here(award: Award) -> Sequence[Held]:
    """Return what the asking browser has begun in an award's edition; without a cookie nothing."""
    digest = cookie.digest()
    return () if digest is None else drafts_in(get_session(), digest, award.edition_id)


def chosen(award: Award, drafts: Sequence[Held]) -> Held | None:
    """Return the draft that the address names, else the newest for this award.

    `?draft=new` asks for an empty form.
    """
    wanted = request.args.get("draft")
    if wanted:
        return next((one for one in drafts if (one.id, one.award_id) == (wanted, award.id)), None)
    return next((one for one in drafts if one.award_id == award.id), None)


def as_form(fields: Fields) -> MultiDict[str, str]:
    """Return fields as a form takes them."""
    return MultiDict(fields)


def words_of_form(form: NominationForm) -> dict[str, str]:
    """Return label → what was typed, of every field in which somebody wrote or chose."""
    words: dict[str, str] = {}
    for field in form:
        text = _words_of(field)
        if text:
            label = str(field.label.text)
            words[label if label not in words else f"{label} ({field.name})"] = text
    return words


def _words_of(field: Field) -> str:
    if isinstance(field, HiddenField):
        return ""
    if isinstance(field, RadioField):
        return next((str(one.label) for one in _choices(field) if one.selected), "")
    if isinstance(field, FieldList):
        rows = (", ".join(filter(None, map(_as_text, row.data.values()))) for row in field)
        return "\n".join(filter(None, rows))
    return _as_text(field.data)


def _choices(field: RadioField) -> list[Any]:
    return list(cast("Any", field).iter_choices())  # the types lag behind: they say tuples


def _as_text(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value)
    return value if isinstance(value, str) else ""


def compared(newest: dict[str, str], older: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return (label, newest, older) wherever two texts differ, in the form's order."""
    labels = [*newest, *(label for label in older if label not in newest)]
    return [
        (label, newest.get(label, ""), older.get(label, ""))
        for label in labels
        if newest.get(label) != older.get(label)
    ]
