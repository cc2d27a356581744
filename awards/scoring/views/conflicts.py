"""The coordinator's word on a possible conflict. It stands here, since it may seal a sheet."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.juries import forms
from awards.juries.queries import Matter, matter_for, reasons_between
from awards.juries.rules import Change, is_open, require_open
from awards.juries.wording import Told, rules_named, told
from awards.programmes.settings import rules_of_edition
from awards.scoring import sealing
from awards.scoring.models import SheetState
from awards.scoring.queries import sheet_state_of
from awards.scoring.views.blueprint import bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme


def _matter(person_id: str, candidate_id: str) -> Matter:
    found = matter_for(get_session(), current_actor(), person_id, candidate_id)
    show_programme(found.award.edition.programme)
    return found


def _reasons(matter: Matter) -> list[Told]:
    law = rules_of_edition(matter.award.edition).conflict_law
    found = reasons_between(get_session(), matter.person, matter.candidate)
    return [told(one, law) for one in found]


def _page(matter: Matter, form: forms.ResolutionForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "scoring/conflict.html",
        matter=matter,
        form=form,
        state=sheet_state_of(get_session(), matter.person.id, matter.candidate.id),
        states=SheetState,
        words=forms,
        reasons=_reasons(matter),
        law=rules_named(rules_of_edition(matter.award.edition)),
        open=is_open(matter.award, now(), Change.RESOLUTIONS),
    )
    return page, status


@bp.get("/juries/conflicts/<person_id>/<candidate_id>")
@requires(Permission.MANAGE_PANELS)
def conflict(person_id: str, candidate_id: str) -> ResponseReturnValue:
    """Show what was said between a juror and a candidate, and ask for a decision."""
    matter = _matter(person_id, candidate_id)
    said = matter.statement
    form = forms.ResolutionForm(
        formdata=None,
        answer=said.answer if said else None,
        ground=said.ground if said else None,
    )
    return _page(matter, form)


@bp.post("/juries/conflicts/<person_id>/<candidate_id>")
@requires(Permission.MANAGE_PANELS)
def resolve(person_id: str, candidate_id: str) -> ResponseReturnValue:
    """Write down the decision; the juror's sheet follows it."""
    matter = _matter(person_id, candidate_id)
    require_open(matter.award, now(), Change.RESOLUTIONS)
    form = forms.ResolutionForm()
    if not form.validate():
        return _page(matter, form, 422)
    sealing.resolve_conflict(get_session(), matter, form.statement(), by=current_actor(), at=now())
    flash(_("The decision is recorded."), "success")
    return redirect(url_for("juries.conflicts", edition=matter.award.edition_id))
