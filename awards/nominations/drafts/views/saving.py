"""Saving what is typed: by the page itself while somebody writes, or by its button."""

from typing import Any

from flask import flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import Closed, DomainError
from awards.core.ids import new_id
from awards.nominations.attachments.rules import ROOM
from awards.nominations.drafts import actions, cookie, keys
from awards.nominations.drafts.actions import Saved, Sent
from awards.nominations.drafts.rules import (
    KEY,
    MOST_BYTES,
    Fields,
    SentAlready,
    TooLong,
    TooManyDrafts,
    carried,
    fields_of,
)
from awards.nominations.drafts.views.blueprint import award_at, bp, form_url, kept_url
from awards.nominations.views.attachments import came_along, of_award, place_of
from awards.nominations.views.blueprint import closed_page, form_of, form_page
from awards.programmes.models import Award
from awards.programmes.queries import public_award
from awards.web.access import current_actor, public
from awards.web.db import get_session
from awards.web.errors import words_of
from awards.web.forms import version_in
from awards.web.i18n import clock
from awards.web.security import limiter, network, takes_up_to

_PAIR = (None, None)

LIMIT_SAVES = "120 per minute"
"""Of one browser. A page saves a second after the last keystroke."""
LIMIT_BEGUN = "1000 per day; 300 per hour; 60 per minute"
"""New drafts from one address. A whole office may share it."""


def _whose() -> str:
    return cookie.key() or network()


@bp.post("/awards/<programme>/<edition>/nominate/<award>/draft")
@public
@takes_up_to(MOST_BYTES)
@limiter.limit(LIMIT_SAVES, key_func=_whose)
def autosave(**path: str) -> ResponseReturnValue:
    """Save what is typed so far: hundreds of times while somebody writes, so the page is light."""
    try:
        sent = _sent_as_json()
        digest = cookie.digest()
        saved = None
        if digest is not None and sent.version:
            saved = actions.save_next(get_session(), digest, sent, at=now())
        if saved is not None:
            return jsonify(
                key=keys.shown(saved.key), version=saved.version, saved_at_text=_said(saved)
            )
        return _save_slowly(path, sent)
    except DomainError as error:
        answer = jsonify(message=words_of(error), sent=isinstance(error, SentAlready))
        answer.status_code = error.status
        return answer


def _sent_as_json() -> Sent:
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # brackets in brackets without end
        body = None
    if not isinstance(body, dict):
        raise TooLong
    pairs = body.get("fields")
    if not isinstance(pairs, list):
        pairs = []
    version = body.get("version")
    shown = body.get("key")
    mine = keys.own(shown) if isinstance(shown, str) else None
    return Sent(
        key=mine or _key(keys.bare(shown) if isinstance(shown, str) else None),
        own=mine is not None,
        version=version if isinstance(version, int) and 0 <= version < 10**9 else 0,
        page=_key(body.get("page")),
        fields=fields_of(_pair(one) for one in pairs),
    )


def _pair(one: object) -> tuple[object, object]:
    name, value = one if isinstance(one, list) and len(one) == len(_PAIR) else _PAIR
    return name, value


def _key(value: Any) -> str:
    """Return a key as we draw them; a new one for anything else."""
    return value if isinstance(value, str) and KEY.fullmatch(value) else new_id()


def _save_slowly(path: dict[str, str], sent: Sent) -> ResponseReturnValue:
    award = public_award(get_session(), **path)
    saved, secret = _save(award, sent)
    shown = keys.shown(saved.key, secret=secret)
    answer = jsonify(
        key=shown, version=saved.version, beside=saved.beside, saved_at_text=_said(saved)
    )
    return cookie.hand_over(answer, secret)


def _said(saved: Saved) -> str:
    return str(_("Saved %(time)s", time=clock(saved.at, saved.zone)))


def _save(award: Award, sent: Sent) -> tuple[Saved, str]:
    """Save a draft; return it, and the secret that the browser has to keep."""
    secret = cookie.key() or cookie.new_key()
    saved = actions.save(
        get_session(), award, cookie.digest_of(secret), sent, by=current_actor(), at=now()
    )
    if saved.version == 1:  # begun just now; over the limit, it is taken back with the error
        with limiter.limit(LIMIT_BEGUN):
            pass
    return saved, secret


@bp.post("/awards/<programme>/<edition>/nominate/<award>/later")
@public
@takes_up_to(MOST_BYTES + ROOM)
@limiter.limit(LIMIT_SAVES, key_func=_whose)
def keep(**path: str) -> ResponseReturnValue:
    """Save the form as it stands, for whoever goes on later, elsewhere, or without script."""
    for trouble in came_along(find := of_award(path)):
        flash(trouble, "warning")
    award = award_at(path)
    mine = keys.own(shown := request.form.get("form_key"))
    sent = Sent(
        key=mine or _key(keys.bare(shown)),
        own=mine is not None,
        version=max(0, version_in(request.form.get("draft_version"))),
        page=new_id(),
        fields=fields_of(request.form.items(multi=True)),
    )
    if not sent.fields:
        flash(_("There is nothing to save yet: write something first."), "info")
        return redirect(request.path.removesuffix("/later"))
    try:
        saved, secret = _save(award, sent)
    except Closed as error:
        return closed_page(award.edition, error=error, form=form_of(award))
    except TooManyDrafts as error:
        form = form_of(award)
        place_of(form, find, ())
        form.form_errors.append(words_of(error))
        return form_page(award, form, error.status)
    answer = redirect(_then(award, saved, sent.fields, cookie.digest_of(secret)))
    return cookie.hand_over(answer, secret)


def _then(award: Award, saved: Saved, fields: Fields, digest: str) -> str:
    """Do what the pressed button asks besides saving; return where to go."""
    then = request.form.get("then", "")
    if then == "take":
        return _take(award, saved, fields, digest)
    return kept_url(saved.key)


def _take(award: Award, saved: Saved, fields: Fields, digest: str) -> str:
    slug = request.form.get("to_award", "")
    other = next((one for one in award.edition.awards if one.slug == slug), award)
    if other is award:
        return form_url(award, saved.key)
    words = carried(fields, _questions(award), _questions(other))
    actions.take_to(get_session(), digest, saved.key, other, before=award, fields=words, at=now())
    flash(_("Your text is here now. The questions differ, so look where each part stands."), "info")
    return form_url(other, saved.key)


def _questions(award: Award) -> list[str]:
    """Return the names of the fields that answer an award's own questions."""
    return [f"answer_{prompt.key}" for prompt in award.prompts]
