"""All programmes one may set up, a programme's own page, and a new one from a template."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import NotFound, WrongInput
from awards.core.permissions import Permission
from awards.programmes import actions, queries, ready_made
from awards.programmes.forms import NewProgrammeForm, ProgrammeForm
from awards.programmes.models import Programme
from awards.programmes.rules import has_begun, is_running, phase_of_edition
from awards.programmes.views.blueprint import bp, save
from awards.programmes.wording import PHASE_NAMES
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme


@bp.get("/set-up")
@requires(Permission.SET_UP)
def overview() -> ResponseReturnValue:
    """The programmes one may set up, with their editions."""
    programmes, at = queries.programmes_to_set_up(get_session(), current_actor()), now()
    editions = [edition for programme in programmes for edition in programme.editions]
    return render_template(
        "programmes/overview.html",
        programmes=programmes,
        phases={edition.id: PHASE_NAMES[phase_of_edition(edition, at)] for edition in editions},
        begun={edition.id for edition in editions if has_begun(edition, at)},
        may_create=current_actor().may(Permission.ADMINISTER),
    )


def _programme(programme_id: str, permission: Permission = Permission.SET_UP) -> Programme:
    programme = queries.programme_to_set_up(
        get_session(), current_actor(), programme_id, permission
    )
    show_programme(programme)
    return programme


def _page(programme: Programme, form: ProgrammeForm) -> str:
    at = now()
    return render_template(
        "programmes/programme.html",
        stored=programme,
        form=form,
        may_archive=current_actor().may(Permission.ADMINISTER, programme.id),
        running=[edition for edition in programme.editions if is_running(edition, at)],
    )


@bp.get("/set-up/programmes/<programme_id>")
@requires(Permission.SET_UP)
def programme(programme_id: str) -> ResponseReturnValue:
    """A programme's name, place, language and colour."""
    found = _programme(programme_id)
    return _page(found, ProgrammeForm(obj=found))


@bp.post("/set-up/programmes/<programme_id>")
@requires(Permission.SET_UP)
def save_programme(programme_id: str) -> ResponseReturnValue:
    """Save a programme."""
    found = _programme(programme_id)
    form = ProgrammeForm(obj=found)
    wrong = save(
        form,
        found,
        lambda: actions.change(
            get_session(),
            found,
            form.values(),
            version=form.seen_version,
            by=current_actor(),
            at=now(),
        ),
    )
    if wrong:
        return _page(found, form), wrong
    flash(_("Saved."), "success")
    return redirect(url_for("programmes.overview"))


@bp.post("/set-up/programmes/<programme_id>/archive")
@requires(Permission.ADMINISTER)
def archive_programme(programme_id: str) -> ResponseReturnValue:
    """Put a programme into the archive, its editions with it."""
    found = _programme(programme_id, Permission.ADMINISTER)
    actions.archive(get_session(), found, by=current_actor(), at=now())
    flash(_("The programme is in the archive. You can bring it back."), "success")
    return redirect(url_for("programmes.overview"))


def _template(template: str) -> str:
    if template not in ready_made.TEMPLATES:
        raise NotFound
    return template


@bp.get("/set-up/programmes/new")
@requires(Permission.ADMINISTER)
def choose_template() -> ResponseReturnValue:
    """Choose what a new programme is made from."""
    return render_template(
        "programmes/choose_template.html",
        templates=ready_made.TEMPLATES,
        about=ready_made.ABOUT,
    )


@bp.get("/set-up/programmes/new/<template>")
@requires(Permission.ADMINISTER)
def new_programme(template: str) -> ResponseReturnValue:
    """What a new programme is called; the template proposes it."""
    proposed = ready_made.read(_template(template))["programme"]
    form = NewProgrammeForm(data={**proposed, "year": now().year + 1, "coordinate": True})
    return render_template("programmes/new_programme.html", form=form, template=template)


@bp.post("/set-up/programmes/new/<template>")
@requires(Permission.ADMINISTER)
def make_programme(template: str) -> ResponseReturnValue:
    """Show what will be made; then make it."""
    form = NewProgrammeForm()
    if "change" in request.form:
        return _form_again(form, template)
    if not form.validate():
        return _form_again(form, template), 422
    draft = form.draft(_template(template))
    if "confirmed" not in request.form:
        made, edition = ready_made.draw_up(draft)
        if queries.slug_is_taken(get_session(), draft.slug):
            return _taken(form, template)
        return render_template(
            "programmes/preview_programme.html",
            template=template,
            made=made,
            edition=edition,
            fields=[(n, v) for n, v in request.form.items(multi=True) if n != "csrf_token"],
        )
    try:
        first = actions.make_programme(get_session(), draft, by=current_actor(), at=now())
    except WrongInput:
        return _taken(form, template)
    flash(_("The programme is made. Its first edition is a draft: only you see it."), "success")
    return redirect(url_for("programmes.edition", edition_id=first.id))


def _form_again(form: NewProgrammeForm, template: str) -> str:
    page = "programmes/new_programme.html"
    return render_template(page, form=form, template=_template(template))


def _taken(form: NewProgrammeForm, template: str) -> ResponseReturnValue:
    form.say_slug_is_taken()
    return _form_again(form, template), 422
