"""An award's page: what it is called, what it is for, what nominators are asked."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import WrongInput
from awards.core.permissions import Permission
from awards.programmes import actions
from awards.programmes.agreed_texts import asks_reason
from awards.programmes.forms import AwardForm, NewAwardForm
from awards.programmes.forms.award import MOST_PROMPTS
from awards.programmes.models import Award, Edition
from awards.programmes.rules import SlugTaken, has_begun, slug_from
from awards.programmes.views.blueprint import WRONG, award_of, bp, edition_of, save
from awards.web.access import current_actor, requires
from awards.web.db import get_session


def _to(edition_id: str) -> ResponseReturnValue:
    return redirect(url_for("programmes.edition", edition_id=edition_id, _anchor="awards"))


def _page(award: Award, form: AwardForm) -> str:
    begun = has_begun(award.edition, now())
    form.number_places()
    return render_template(
        "programmes/award.html",
        stored=award,
        edition=award.edition,
        form=form,
        begun=begun,
        asks_reason=asks_reason(award, now()),
    )


def _form(award: Award) -> AwardForm:
    form = AwardForm(obj=award)
    form.own_language = award.edition.programme.language
    return form


@bp.get("/set-up/awards/<award_id>")
@requires(Permission.SET_UP)
def award(award_id: str) -> ResponseReturnValue:
    """An award."""
    found = award_of(award_id)
    return _page(found, _form(found))


@bp.post("/set-up/awards/<award_id>")
@requires(Permission.SET_UP)
def save_award(award_id: str) -> ResponseReturnValue:
    """Save an award and its questions."""
    found = award_of(award_id)
    form = _form(found)
    if "add_row" in request.form:
        _add_prompt(form)
        return _page(found, form)
    wrong = save(
        form,
        found,
        lambda: actions.change_award(
            get_session(),
            found,
            form.values(),
            form.prompt_drafts(),
            reason=form.reason.data or "",
            version=form.seen_version,
            by=current_actor(),
            at=now(),
        ),
    )
    if wrong:
        return _page(found, form), wrong
    flash(_("Saved."), "success")
    return _to(found.edition_id)


def _add_prompt(form: AwardForm) -> None:
    if len(form.prompts.entries) < MOST_PROMPTS:
        form.prompts.append_entry()


def _new_page(edition: Edition, form: NewAwardForm) -> str:
    form.number_places()
    return render_template("programmes/new_award.html", edition=edition, form=form)


@bp.get("/set-up/editions/<edition_id>/awards/new")
@requires(Permission.SET_UP)
def new_award(edition_id: str) -> ResponseReturnValue:
    """A new award."""
    edition = edition_of(edition_id)
    return _new_page(edition, NewAwardForm(data=_FIRST))


_FIRST = {"emblem": "stjarna", "prompts": [{}, {}]}


@bp.post("/set-up/editions/<edition_id>/awards/new")
@requires(Permission.SET_UP)
def add_award(edition_id: str) -> ResponseReturnValue:
    """Add an award behind the others."""
    edition, form = edition_of(edition_id), NewAwardForm()
    form.own_language = edition.programme.language
    if "add_row" in request.form:
        _add_prompt(form)
        return _new_page(edition, form)
    try:
        wrong = save(form, None, lambda: _add(edition, form))
    except SlugTaken as error:
        return _refused(edition, form, error)
    if wrong:
        return _new_page(edition, form), wrong
    flash(_("The award is added. Every criterion weighs one in it."), "success")
    return _to(edition.id)


def _add(edition: Edition, form: NewAwardForm) -> None:
    name = form.values()["name"][form.own_language]
    slug = form.slug.data or slug_from(name) or "award"
    form.slug.data = slug
    actions.add_award(
        get_session(),
        edition,
        {**form.values(), "slug": slug},
        form.prompt_drafts(),
        by=current_actor(),
        at=now(),
    )


def _refused(edition: Edition, form: NewAwardForm, error: WrongInput) -> ResponseReturnValue:
    form.slug.errors = [*form.slug.errors, _(error.message, **error.values)]
    return _new_page(edition, form), WRONG


@bp.post("/set-up/awards/<award_id>/move")
@requires(Permission.SET_UP)
def move_award(award_id: str) -> ResponseReturnValue:
    """Move an award one place up or down."""
    found = award_of(award_id)
    down = request.form.get("way") == "down"
    actions.move(get_session(), found, down=down, by=current_actor(), at=now())
    return _to(found.edition_id)


@bp.post("/set-up/awards/<award_id>/archive")
@requires(Permission.SET_UP)
def archive_award(award_id: str) -> ResponseReturnValue:
    """Put an award into the archive."""
    found = award_of(award_id)
    actions.archive(get_session(), found, by=current_actor(), at=now())
    flash(_("The award is in the archive. You can bring it back."), "success")
    return _to(found.edition_id)
