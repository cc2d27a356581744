"""A draft that is kept: how to find it again, by this browser or by a mailed link; deleting it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import NotFound
from awards.core.text import one_line
from awards.nominations.drafts import actions, cookie, queries
from awards.nominations.drafts.emails import mark_of, read_token
from awards.nominations.drafts.forms import LinkForm
from awards.nominations.drafts.models import NominationDraft
from awards.nominations.drafts.queries import Held
from awards.nominations.drafts.rules import hinted, kept_until, value_of
from awards.nominations.drafts.views.blueprint import (
    award_of,
    bp,
    draft_here,
    form_url,
    kept_url,
    links,
    settings,
)
from awards.web.access import current_actor, public
from awards.web.db import get_session
from awards.web.i18n import language
from awards.web.security import LIMIT_POST, limiter
from awards.web.theme import show_programme


def _page(draft: Held, form: LinkForm, status: int = 200) -> ResponseReturnValue:
    award = award_of(draft)
    page = render_template(
        "drafts/kept.html",
        draft=draft,
        award=award,
        nominee=one_line(value_of(draft.fields, "nominee_name")),
        form=form,
        kept_until=kept_until(award.edition),
        go_on=form_url(award, draft.id),
    )
    return page, status


@bp.get("/drafts/<key>")
@public
def kept(key: str) -> ResponseReturnValue:
    """Say that the text is kept, until when, and how to find it again."""
    draft = draft_here(key)
    address = draft.email or value_of(draft.fields, "nominator_email")
    return _page(draft, LinkForm(data={"email": address}))


@bp.post("/drafts/<key>/link")
@public
@limiter.limit(LIMIT_POST)
def send_link(key: str) -> ResponseReturnValue:
    """Mail the link to go on; the answer is the same whether one was sent a moment ago."""
    draft, form = draft_here(key), LinkForm()
    if not form.validate():
        return _page(draft, form, 422)
    actions.mail_link(
        get_session(),
        cookie.digest() or "",
        draft.id,
        (form.email.data or "").lower(),
        links=links(),
        language=language(),
        at=now(),
    )
    flash(
        _("The link is on its way. It may take a minute; look among unwanted mail too."), "success"
    )
    return redirect(kept_url(draft.id))


@bp.post("/drafts/<key>/delete")
@public
@limiter.limit(LIMIT_POST)
def delete(key: str) -> ResponseReturnValue:
    """Delete a draft, wherever it is open."""
    award = award_of(draft_here(key))
    actions.delete_draft(get_session(), cookie.digest() or "", key, by=current_actor(), at=now())
    flash(_("What you had written is deleted."), "success")
    edition = award.edition
    return redirect(
        url_for("gallery.edition", programme=edition.programme.slug, edition=edition.slug)
    )


def _of_token(token: str) -> NominationDraft:
    """Return the draft behind a mailed link. Raises NotFound, also once it is sent or deleted."""
    draft_id, mark = read_token(token, secret=settings().secret_key)
    draft = queries.draft_of_link(get_session(), draft_id)
    if not draft.email or mark != mark_of(draft):
        raise NotFound
    return draft


@bp.get("/drafts/go-on/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    """Ask before this browser gets the text: a mail scanner that follows the link gets nothing."""
    draft = _of_token(token)
    award = queries.award_of(get_session(), draft.award_id)
    show_programme(award.edition.programme)
    return render_template(
        "drafts/link.html", award=award, saved_at=draft.saved_at, address=hinted(draft.email)
    )


@bp.post("/drafts/go-on/<token>")
@public
@limiter.limit(LIMIT_POST)
def go_on(token: str) -> ResponseReturnValue:
    """Let this browser go on with the draft, beside the one it was begun in."""
    draft = _of_token(token)
    secret = cookie.key() or cookie.new_key()
    actions.go_on(get_session(), draft, cookie.digest_of(secret))
    award = queries.award_of(get_session(), draft.award_id)
    return cookie.hand_over(redirect(form_url(award, draft.id)), secret)
