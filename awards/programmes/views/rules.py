"""The rules of an edition, and what an award of it does differently."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import WrongInput
from awards.core.permissions import Permission
from awards.programmes import actions
from awards.programmes.forms.rules import RulesForm, rules_form
from awards.programmes.models import Award, Edition
from awards.programmes.past_changes import past_changes
from awards.programmes.rules import (
    ChangedMeanwhile,
    ReasonMissing,
    RulesLocked,
    furthest_phase,
)
from awards.programmes.views.blueprint import TAKEN, WRONG, award_of, bp, edition_of
from awards.programmes.wording import PHASE_NAMES
from awards.web.access import current_actor, requires
from awards.web.db import get_session


@bp.get("/set-up/editions/<edition_id>/rules")
@requires(Permission.SET_UP)
def edition_rules(edition_id: str) -> ResponseReturnValue:
    """Every setting of an edition, with its default and whether it may still change."""
    edition = edition_of(edition_id)
    return _page(edition, _form(edition))


@bp.post("/set-up/editions/<edition_id>/rules")
@requires(Permission.SET_UP)
def save_edition_rules(edition_id: str) -> ResponseReturnValue:
    """Change an edition's settings."""
    return _save(edition_of(edition_id))


@bp.get("/set-up/awards/<award_id>/rules")
@requires(Permission.SET_UP)
def award_rules(award_id: str) -> ResponseReturnValue:
    """What an award does as its edition, and what it does differently."""
    award = award_of(award_id)
    return _page(award, _form(award))


@bp.post("/set-up/awards/<award_id>/rules")
@requires(Permission.SET_UP)
def save_award_rules(award_id: str) -> ResponseReturnValue:
    """Change an award's settings, or let it do as its edition again."""
    return _save(award_of(award_id))


def _form(thing: Edition | Award) -> RulesForm:
    return rules_form(thing, furthest_phase(thing, now()))


def _save(thing: Edition | Award) -> ResponseReturnValue:
    form = _form(thing)
    if not form.validate():
        return _page(thing, form), WRONG
    status = _change(thing, form)
    if status:
        return _page(thing, form), status
    if isinstance(thing, Award):
        return redirect(url_for("programmes.award_rules", award_id=thing.id))
    return redirect(url_for("programmes.edition_rules", edition_id=thing.id))


def _change(thing: Edition | Award, form: RulesForm) -> int | None:
    """Change what was typed; else return the status of the page that says why not."""
    try:
        changed = actions.change_rules(
            get_session(),
            thing,
            form.wanted(),
            reason=form.reason.data or "",
            version=form.seen_version,
            by=current_actor(),
            at=now(),
        )
    except ChangedMeanwhile as error:
        form.form_errors.append(_(error.message))
        form.compare_with(thing)
        return TAKEN
    except ReasonMissing as error:
        form.reason.errors = [*form.reason.errors, form.words_of(error)]
        return WRONG
    except (WrongInput, RulesLocked) as error:
        form.form_errors.append(form.words_of(error))
        return error.status
    flash(_("The rules are saved.") if changed else _("Nothing was changed."), "success")
    return None


def _page(thing: Edition | Award, form: RulesForm) -> str:
    edition = thing.edition if isinstance(thing, Award) else thing
    return render_template(
        "programmes/rules.html",
        edition=edition,
        award=thing if isinstance(thing, Award) else None,
        form=form,
        groups=list(form.groups()),
        phase=PHASE_NAMES[form.phase],
        changes=past_changes(get_session(), thing),
    )
