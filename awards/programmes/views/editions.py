"""An edition's own page, its texts, and opening it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.programmes import actions
from awards.programmes.agreed_texts import asks_reason
from awards.programmes.forms import EditionForm
from awards.programmes.models import Edition
from awards.programmes.rules import has_begun, is_running, phase_of_edition
from awards.programmes.views.blueprint import TAKEN, blocking, bp, check_list, edition_of, save
from awards.programmes.wording import PHASE_NAMES
from awards.web.access import current_actor, requires
from awards.web.db import get_session


@bp.get("/set-up/editions/<edition_id>")
@requires(Permission.SET_UP)
def edition(edition_id: str) -> ResponseReturnValue:
    """An edition: what it consists of, and what is missing before it can open."""
    found, at = edition_of(edition_id), now()
    lines = check_list(found) if found.opened_at is None else []
    return render_template(
        "programmes/edition.html",
        edition=found,
        lines=lines,
        blocked=blocking(lines),
        begun=has_begun(found, at),
        running=is_running(found, at),
        phase=PHASE_NAMES[phase_of_edition(found, at)],
    )


def _texts_form(edition: Edition) -> EditionForm:
    form = EditionForm(obj=edition)
    form.own_language = edition.programme.language
    return form


def _texts_page(edition: Edition, form: EditionForm) -> str:
    return render_template(
        "programmes/edition_texts.html",
        edition=edition,
        form=form,
        asks_reason=asks_reason(edition, now()),
    )


@bp.get("/set-up/editions/<edition_id>/texts")
@requires(Permission.SET_UP)
def edition_texts(edition_id: str) -> ResponseReturnValue:
    """What an edition says about itself."""
    found = edition_of(edition_id)
    return _texts_page(found, _texts_form(found))


@bp.post("/set-up/editions/<edition_id>/texts")
@requires(Permission.SET_UP)
def save_edition_texts(edition_id: str) -> ResponseReturnValue:
    """Save an edition's texts."""
    found = edition_of(edition_id)
    form = _texts_form(found)
    wrong = save(
        form,
        found,
        lambda: actions.change(
            get_session(),
            found,
            form.values(),
            reason=form.reason.data or "",
            version=form.seen_version,
            by=current_actor(),
            at=now(),
        ),
    )
    if wrong:
        return _texts_page(found, form), wrong
    flash(_("Saved."), "success")
    return redirect(url_for("programmes.edition", edition_id=found.id))


@bp.get("/set-up/editions/<edition_id>/open")
@requires(Permission.SET_UP)
def opening(edition_id: str) -> ResponseReturnValue:
    """What happens when the edition opens, before it does."""
    return _opening(edition_of(edition_id))


def _opening(edition: Edition) -> str:
    lines = check_list(edition) if edition.opened_at is None else []
    return render_template(
        "programmes/opening.html", edition=edition, lines=lines, blocked=blocking(lines)
    )


@bp.post("/set-up/editions/<edition_id>/open")
@requires(Permission.SET_UP)
def open_edition(edition_id: str) -> ResponseReturnValue:
    """Open the edition: from now on the public sees it, and its dates move it."""
    found = edition_of(edition_id)
    if found.opened_at is None and blocking(check_list(found)):
        return _opening(found), TAKEN
    actions.open_edition(get_session(), found, by=current_actor(), at=now())
    flash(_("The edition is open. Its page is public now."), "success")
    return redirect(url_for("programmes.edition", edition_id=found.id))


@bp.post("/set-up/editions/<edition_id>/archive")
@requires(Permission.SET_UP)
def archive_edition(edition_id: str) -> ResponseReturnValue:
    """Put an edition into the archive."""
    actions.archive(get_session(), edition_of(edition_id), by=current_actor(), at=now())
    flash(_("The edition is in the archive. You can bring it back."), "success")
    return redirect(url_for("programmes.overview"))
