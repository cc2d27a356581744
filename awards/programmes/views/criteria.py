"""A criterion's page: its name, what jurors ask themselves, words for each level."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.programmes import actions
from awards.programmes.agreed_texts import asks_reason
from awards.programmes.forms import CriterionForm, level_rows
from awards.programmes.models import Criterion, Edition
from awards.programmes.rules import has_begun
from awards.programmes.views.blueprint import bp, criterion_of, edition_of, save
from awards.web.access import current_actor, requires
from awards.web.db import get_session


def _to(edition_id: str) -> ResponseReturnValue:
    return redirect(url_for("programmes.edition", edition_id=edition_id, _anchor="criteria"))


def _form(edition: Edition, criterion: Criterion | None) -> CriterionForm:
    number = edition.scale_high - edition.scale_low + 1
    given: dict[str, object] = {"levels": level_rows(criterion.levels if criterion else {}, number)}
    if criterion is not None:
        texts = {"name": criterion.name, "description": criterion.description}
        given |= {**texts, "version": criterion.version}
    form = CriterionForm(data=given)
    form.own_language = edition.programme.language
    return form


def _page(edition: Edition, form: CriterionForm, stored: Criterion | None) -> str:
    return render_template(
        "programmes/criterion.html",
        edition=edition,
        form=form,
        stored=stored,
        begun=has_begun(edition, now()),
        asks_reason=stored is not None and asks_reason(stored, now()),
    )


@bp.get("/set-up/criteria/<criterion_id>")
@requires(Permission.SET_UP)
def criterion(criterion_id: str) -> ResponseReturnValue:
    """A criterion."""
    found = criterion_of(criterion_id)
    return _page(found.edition, _form(found.edition, found), found)


@bp.post("/set-up/criteria/<criterion_id>")
@requires(Permission.SET_UP)
def save_criterion(criterion_id: str) -> ResponseReturnValue:
    """Save a criterion."""
    found = criterion_of(criterion_id)
    form = _form(found.edition, found)
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
        return _page(found.edition, form, found), wrong
    flash(_("Saved."), "success")
    return _to(found.edition_id)


@bp.get("/set-up/editions/<edition_id>/criteria/new")
@requires(Permission.SET_UP)
def new_criterion(edition_id: str) -> ResponseReturnValue:
    """A new criterion."""
    edition = edition_of(edition_id)
    return _page(edition, _form(edition, None), None)


@bp.post("/set-up/editions/<edition_id>/criteria/new")
@requires(Permission.SET_UP)
def add_criterion(edition_id: str) -> ResponseReturnValue:
    """Add a criterion behind the others."""
    edition = edition_of(edition_id)
    form = _form(edition, None)
    wrong = save(
        form,
        None,
        lambda: actions.add_criterion(
            get_session(), edition, form.values(), by=current_actor(), at=now()
        ),
    )
    if wrong:
        return _page(edition, form, None), wrong
    flash(_("The criterion is added. It weighs one in every award."), "success")
    return _to(edition.id)


@bp.post("/set-up/criteria/<criterion_id>/move")
@requires(Permission.SET_UP)
def move_criterion(criterion_id: str) -> ResponseReturnValue:
    """Move a criterion one place up or down."""
    found = criterion_of(criterion_id)
    down = request.form.get("way") == "down"
    actions.move(get_session(), found, down=down, by=current_actor(), at=now())
    return _to(found.edition_id)


@bp.post("/set-up/criteria/<criterion_id>/archive")
@requires(Permission.SET_UP)
def archive_criterion(criterion_id: str) -> ResponseReturnValue:
    """Put a criterion into the archive."""
    found = criterion_of(criterion_id)
    actions.archive(get_session(), found, by=current_actor(), at=now())
    flash(_("The criterion is in the archive. You can bring it back."), "success")
    return _to(found.edition_id)
