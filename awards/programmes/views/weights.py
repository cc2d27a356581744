"""What each criterion counts in each award, as a matrix."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import WrongInput
from awards.core.permissions import Permission
from awards.programmes import actions
from awards.programmes.forms.rules import RulesForm
from awards.programmes.forms.weights import WeightsForm, weights_form
from awards.programmes.models import Edition
from awards.programmes.rules import ChangedMeanwhile, ReasonMissing, RulesLocked, furthest_phase
from awards.programmes.settings import Lock, locked
from awards.programmes.views.blueprint import TAKEN, WRONG, bp, edition_of
from awards.programmes.weighing import WEIGHTS, shares
from awards.web.access import current_actor, requires
from awards.web.db import get_session


@bp.get("/set-up/editions/<edition_id>/weights")
@requires(Permission.SET_UP)
def weights(edition_id: str) -> ResponseReturnValue:
    """The matrix, with what each weight comes to in percent."""
    edition = edition_of(edition_id)
    return _page(edition, weights_form(edition))


@bp.post("/set-up/editions/<edition_id>/weights")
@requires(Permission.SET_UP)
def save_weights(edition_id: str) -> ResponseReturnValue:
    """Save the matrix, all or nothing."""
    edition = edition_of(edition_id)
    form = weights_form(edition)
    if "change" in request.form:
        return _page(edition, form)
    if not form.validate():
        return _page(edition, form), WRONG
    status = _set(edition, form)
    if status:
        return _page(edition, form), status
    return redirect(url_for("programmes.weights", edition_id=edition.id))


def _set(edition: Edition, form: WeightsForm) -> int | None:
    """Set what was typed; else return the status of the page that says why not."""
    try:
        changed = actions.set_weights(
            get_session(),
            edition,
            form.weights(),
            reason=form.reason.data or "",
            version=form.seen_version,
            by=current_actor(),
            at=now(),
        )
    except ChangedMeanwhile as error:
        form.form_errors.append(_(error.message))
        form.compare_with(edition)
        return TAKEN
    except ReasonMissing as error:
        form.reason.errors = [*form.reason.errors, RulesForm.words_of(error)]
        return WRONG
    except (WrongInput, RulesLocked) as error:
        form.form_errors.append(RulesForm.words_of(error))
        return error.status
    flash(_("The weights are saved.") if changed else _("Nothing was changed."), "success")
    return None


def _page(edition: Edition, form: WeightsForm) -> str:
    typed = form.weights()
    return render_template(
        "programmes/weights.html",
        edition=edition,
        form=form,
        sums={award.id: sum(typed[award.id].values()) for award in edition.awards},
        shares={award.id: shares(typed[award.id]) for award in edition.awards},
        lock=locked(WEIGHTS, furthest_phase(edition, now())),
        locks=Lock,
        may_preview=current_actor().may(Permission.SEE_RESULTS, edition.programme_id),
    )
