"""Whose staff may be nominated in an edition."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from awards.core.clock import now, to_zone
from awards.core.permissions import Permission
from awards.programmes import actions, queries
from awards.programmes.eligible import ORGANISATIONS, Choice, choices_of
from awards.programmes.forms.rules import RulesForm
from awards.programmes.forms.weights import OrganisationsForm
from awards.programmes.models import Edition
from awards.programmes.rules import (
    ChangedMeanwhile,
    NobodyTakesPart,
    ReasonMissing,
    RulesLocked,
    furthest_phase,
)
from awards.programmes.settings import Lock, locked
from awards.programmes.views.blueprint import TAKEN, WRONG, bp, edition_of
from awards.web.access import current_actor, requires
from awards.web.db import get_session


@bp.get("/set-up/editions/<edition_id>/organisations")
@requires(Permission.SET_UP)
def organisations(edition_id: str) -> ResponseReturnValue:
    """The tops of the organisation, ticked where they take part."""
    edition = edition_of(edition_id)
    chosen = queries.eligible_in(get_session(), edition)
    form = OrganisationsForm(data={"version": edition.version, "units": list(chosen)})
    return _page(edition, form)


@bp.post("/set-up/editions/<edition_id>/organisations")
@requires(Permission.SET_UP)
def choose_organisations(edition_id: str) -> ResponseReturnValue:
    """Let the staff of the ticked ones be nominated, and no others."""
    edition, form = edition_of(edition_id), OrganisationsForm()
    if not form.validate():
        return _page(edition, form), WRONG
    status = _choose(edition, form)
    if status:
        return _page(edition, form), status
    return redirect(url_for("programmes.organisations", edition_id=edition.id))


def _choose(edition: Edition, form: OrganisationsForm) -> int | None:
    """Keep what was ticked; else return the status of the page that says why not."""
    try:
        changed = actions.choose_organisations(
            get_session(),
            edition,
            form.units.data or [],
            reason=form.reason.data or "",
            version=form.seen_version,
            by=current_actor(),
            at=now(),
        )
    except ChangedMeanwhile as error:
        form.form_errors.append(_(error.message))
        form.compare_names(edition, _names_chosen(edition))
        return TAKEN
    except NobodyTakesPart as error:
        form.units.errors = [*form.units.errors, _(error.message)]
        return WRONG
    except ReasonMissing as error:
        form.reason.errors = [*form.reason.errors, RulesForm.words_of(error)]
        return WRONG
    except RulesLocked as error:
        form.form_errors.append(RulesForm.words_of(error))
        return error.status
    flash(_("The organisations are saved.") if changed else _("Nothing was changed."), "success")
    return None


def _names_chosen(edition: Edition) -> list[str]:
    """Return the names of the organisations that are chosen now."""
    chosen = queries.eligible_in(get_session(), edition)
    units = queries.units_to_choose(get_session(), current_actor(), chosen)
    return sorted(unit.name for unit in units if unit.id in chosen)


def _page(edition: Edition, form: OrganisationsForm) -> str:
    today = to_zone(now(), edition.programme.time_zone).date()
    ticked = form.units.data or []
    there = queries.eligible_in(get_session(), edition)
    units = queries.units_to_choose(get_session(), current_actor(), there)
    found = choices_of(units, ticked, today)
    form.units.choices = [_offered(choice) for choice in found]
    return render_template(
        "programmes/organisations.html",
        edition=edition,
        form=form,
        lock=locked(ORGANISATIONS, furthest_phase(edition, now())),
        locks=Lock,
    )


def _offered(choice: Choice) -> SelectChoice:
    hint = _("%(name)s, no longer there", name=choice.above) if choice.closed else choice.above
    return SelectChoice(choice.id, choice.name, {"hint": hint} if hint else None)
