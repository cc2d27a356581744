"""Files of a form: taken in as soon as they are chosen, and removed; fetched again by edit link.

With JavaScript each file comes by its own request. Without, they come along with the form, and
stay whatever the form's page answers.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from awards.core.clock import now
from awards.core.errors import DomainError
from awards.core.ids import new_id
from awards.files.kinds import LARGEST
from awards.files.names import safe_name
from awards.nominations.attachments import actions, queries
from awards.nominations.attachments.actions import Place
from awards.nominations.attachments.models import Attachment
from awards.nominations.attachments.rules import ROOM
from awards.nominations.drafts import cookie, keys
from awards.nominations.drafts.queries import Held, holds
from awards.nominations.forms import NominationForm
from awards.nominations.links import EDIT
from awards.nominations.models import Nomination
from awards.nominations.queries import nomination_of_token
from awards.nominations.views.blueprint import bp, of_token, settings
from awards.programmes import queries as programmes
from awards.programmes.models import Award
from awards.web.access import current_actor, public
from awards.web.db import get_look, get_session, kept_session
from awards.web.downloads import sent_to
from awards.web.errors import words_of
from awards.web.security import LIMIT_POST, limiter, takes_up_to

Find = Callable[[Any], Place]
"""Finds where files belong, with a session of whoever asks."""
FIELD = "attachments"
_KB = 1000


@dataclass(frozen=True)
class Line:
    """An attached file as its nominator sees it."""

    id: str
    name: str
    note: str
    shown: str
    """Its id as the page of a form carries it."""


def size_words(size: int) -> str:
    """Say how large a file is: "320 kB", "1.4 MB"."""
    if size < _KB * _KB:
        return f"{format_decimal(max(1, round(size / _KB)))} kB"
    return f"{format_decimal(round(size / _KB / _KB, 1))} MB"


def lines_of(attachments: Collection[Attachment]) -> list[Line]:
    """Return attached files as their nominator sees them."""
    return [
        Line(one.id, one.file.name, size_words(one.file.size), keys.shown_file(one.id))
        for one in attachments
        if one.file is not None
    ]


def _ids(values: Iterable[str]) -> frozenset[str]:
    found = (keys.file_id(value) for value in list(values)[:20])
    return frozenset(one for one in found if one is not None)


def _ids_sent() -> frozenset[str]:
    return _ids(request.form.getlist("attachment"))


def _key_for() -> Callable[[Any], str]:
    """Find the key that the form's page sends; one that is not the browser's is a new form."""
    sent = request.form.get("form_key", "")[:64]
    mine, other, spare = keys.own(sent), keys.bare(sent), new_id()
    digest = cookie.digest()

    def key(session: Any) -> str:
        held = mine is None and digest is not None and holds(session, digest, other)
        return other if held else mine or spare

    return key


def of_award(path: dict[str, str]) -> Find:
    """Find the form of a new nomination, by the key that its page sends."""
    key, ids = _key_for(), _ids_sent()
    return lambda session: Place(programmes.public_award(session, **path), key(session), ids)


def by_hand(find_award: Callable[[Any], Award]) -> Find:
    """Find the form in which a coordinator, or a juror, writes one down."""
    key, ids = _key_for(), _ids_sent()
    return lambda session: Place(find_award(session), key(session), ids, by_hand=True)


def of_link(token: str) -> Find:
    """Find the nomination of an edit link."""

    def find(session: Any) -> Place:
        nomination = nomination_of_token(session, token, EDIT, secret=settings().secret_key)
        return of_nomination(nomination)

    return find


def of_nomination(nomination: Nomination) -> Place:
    """Return where files of a nomination belong."""
    return Place(nomination.award, nomination.form_key, nomination=nomination)


def attached(place: Place) -> list[Line]:
    """Return what is attached, for the form's page."""
    return lines_of(place.attached(get_session()))


def place_of(form: NominationForm, find: Find, troubles: Sequence[str]) -> Place:
    """Return where a sent form's files belong; its page then shows them, and what went wrong."""
    place = find(get_session())
    form.form_key.data = keys.shown(place.form_key)
    form.say_of_files(troubles)
    show_files(form, place)
    return place


def show_files(form: NominationForm, place: Place) -> None:
    """Let the form's page show what is attached there."""
    # The form may get another key before it is shown again; its page names its files too.
    form.find_attached = lambda: attached(
        replace(place, form_key=keys.own(form.form_key.data) or "")
    )


def of_draft(award: Award, draft: Held) -> Place:
    """Return where the files of a draft belong."""
    named = (value for name, value in draft.fields if name == "attachment")
    return Place(award, draft.id, _ids(named))


def came_along(find: Find) -> list[str]:
    """Keep the files that came with a form, remove the one its button named; say what went wrong.

    What is kept stays, whatever the page answers. Asks the database nothing when there is none.
    """
    chosen = [one for one in request.files.getlist(FIELD) if one.filename]
    gone = request.form.get("remove_file")
    troubles = [trouble for one in chosen if (trouble := _kept(find, one))]
    if gone:
        with kept_session() as session:
            actions.remove(session, find(session), keys.bare(gone), by=current_actor(), at=now())
    return troubles


def _kept(find: Find, sent: FileStorage) -> str:
    """Keep one file; return what is wrong with it, if anything is."""
    name = sent.filename or ""
    try:
        place = find(get_look())
        actions.require_takes(get_look(), place, at=now())
        taken = actions.take(place, _bytes_of(sent), name=name, folder=_folder())
        with kept_session() as session:
            actions.attach(session, find(session), taken, by=current_actor(), at=now())
    except DomainError as error:
        why = words_of(error)
        return str(_("“%(name)s” is not attached. %(why)s", name=safe_name(name), why=why))
    return ""


def _bytes_of(sent: FileStorage) -> bytes:
    with closing(sent):
        return sent.stream.read(LARGEST + 1)


def _folder() -> Path:
    return settings().instance / "files"


def _attach(find: Find) -> ResponseReturnValue:
    """Keep one file that came by itself, and answer the page's script."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _said(422, _("Choose a file."))
    try:
        place = find(get_look())
        actions.require_takes(get_look(), place, at=now())
        taken = actions.take(place, _bytes_of(sent), name=sent.filename, folder=_folder())
        session = get_session()
        added = actions.attach(session, find(session), taken, by=current_actor(), at=now())
    except DomainError as error:
        return _said(error.status, words_of(error))
    (line,) = lines_of([added])
    return jsonify(id=line.shown, name=line.name, note=line.note)


def _said(status: int, message: str) -> Response:
    answer = jsonify(message=message)
    answer.status_code = status
    return answer


def _detach(find: Find) -> ResponseReturnValue:
    """Remove one file, and answer the page's script; twice is once."""
    session = get_session()
    try:
        wanted = keys.bare(request.form.get("remove_file"))
        gone = actions.remove(session, find(session), wanted, by=current_actor(), at=now())
    except DomainError as error:
        return _said(error.status, words_of(error))
    return jsonify(removed=gone)


@bp.post("/awards/<programme>/<edition>/nominate/<award>/files")
@public
@limiter.limit(LIMIT_POST)
@takes_up_to(ROOM)
def attach(**path: str) -> ResponseReturnValue:
    """Take in a file of a form that is being written."""
    return _attach(of_award(path))


@bp.post("/awards/<programme>/<edition>/nominate/<award>/files/remove")
@public
@limiter.limit(LIMIT_POST)
def detach(**path: str) -> ResponseReturnValue:
    """Remove a file of a form that is being written."""
    return _detach(of_award(path))


@bp.post("/nominations/<token>/files")
@public
@limiter.limit(LIMIT_POST)
@takes_up_to(ROOM)
def attach_more(token: str) -> ResponseReturnValue:
    """Add a file to a nomination that may still be changed."""
    return _attach(of_link(token))


@bp.post("/nominations/<token>/files/remove")
@public
@limiter.limit(LIMIT_POST)
def detach_one(token: str) -> ResponseReturnValue:
    """Remove a file of a nomination that may still be changed."""
    return _detach(of_link(token))


@bp.get("/nominations/<token>/files/<attachment_id>")
@public
def attached_file(token: str, attachment_id: str) -> ResponseReturnValue:
    """Send the nominator to a file of their own."""
    there = queries.of_nominations(get_session(), [of_token(token, EDIT)])
    return sent_to(queries.one_of(there, attachment_id).file)
