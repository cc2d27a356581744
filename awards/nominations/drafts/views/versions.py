"""Two tabs, or two devices: both texts side by side, and the choice."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.nominations.drafts import actions, cookie
from awards.nominations.drafts.rules import Fields
from awards.nominations.drafts.shown import (
    as_form,
    compared,
    drafts_here,
    words_of_form,
)
from awards.nominations.drafts.views.blueprint import award_of, bp, draft_here, form_url
from awards.nominations.views.blueprint import form_of
from awards.programmes.models import Award
from awards.web.access import public
from awards.web.db import get_session
from awards.web.security import LIMIT_POST, limiter


@dataclass(frozen=True)
class Beside:
    """An older text next to the newest: (label, newest, older) of each field where they differ."""

    at: datetime
    rows: list[tuple[str, str, str]]
    page: str = ""
    """Which of the texts beside the newest it is; none for a draft of its own."""
    url: str = ""
    """Where a draft of its own is gone on with."""


def _words(award: Award, fields: Fields) -> dict[str, str]:
    return words_of_form(form_of(award, typed=as_form(fields)))


@bp.get("/drafts/<key>/versions")
@public
def versions(key: str) -> ResponseReturnValue:
    """Show what stands in the draft beside what another page had typed."""
    draft = draft_here(key)
    award = award_of(draft)
    newest = _words(award, draft.fields)
    others = [
        Beside(one.at, compared(newest, _words(award, one.fields)), page=one.page)
        for one in reversed(draft.others)
    ]
    own = [
        Beside(
            one.saved_at,
            compared(newest, _words(award, one.fields)),
            url=form_url(award, one.id),
        )
        for one in drafts_here(award)
        if one.award_id == award.id and one.id != draft.id
    ]
    return render_template(
        "drafts/versions.html",
        draft=draft,
        award=award,
        others=others + own,
        mixed=bool(others),
        go_on=form_url(award, draft.id),
    )


@bp.post("/drafts/<key>/versions")
@public
@limiter.limit(LIMIT_POST)
def choose(key: str) -> ResponseReturnValue:
    """Go on with the text that was chosen. The other stays beside it until the end."""
    draft = draft_here(key)
    page, digest = request.form.get("page", ""), cookie.digest() or ""
    if page:
        actions.choose(get_session(), digest, draft.id, page, at=now())
        flash(_("You go on with the older text. The newer one is kept beside it."), "success")
    else:
        actions.drop_others(get_session(), digest, draft.id)
        flash(_("You go on with the newest text. The others are deleted."), "success")
    return redirect(form_url(award_of(draft_here(key)), draft.id))
