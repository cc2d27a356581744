"""The jury's proposal, made by the chair on code names."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.decisions import actions, queries, rules
from awards.decisions.forms import ProposalForm
from awards.decisions.models import Outcome
from awards.decisions.rules import GIVEN
from awards.decisions.views.blueprint import bp
from awards.decisions.wording import OUTCOME_NAMES
from awards.programmes.models import Award
from awards.programmes.settings import rules_of
from awards.results.queries import (
    asked_first,
    chaired_award,
    is_order_hidden,
    scores_in_sight,
)
from awards.results.wording import figure_name, result_rows, rows_without_order
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.errors import words_of
from awards.web.theme import show_programme


@bp.get("/decisions/<award_id>/proposal")
@requires(Permission.PROPOSE)
def proposal(award_id: str) -> ResponseReturnValue:
    """Choose who the jury proposes; afterwards, what it proposed."""
    award = _award(award_id)
    seen = _in_sight(award)
    return _page(award, ProposalForm(data=_values(seen)), seen, dict(seen.choices))


@bp.post("/decisions/<award_id>/proposal")
@requires(Permission.PROPOSE)
def propose(award_id: str) -> ResponseReturnValue:
    """Write the proposal down."""
    award, form = _award(award_id), ProposalForm()
    rules.require_may_propose(award, now())
    if not form.validate():
        return _page(award, form, _in_sight(award), form.choices()), 422
    try:
        actions.propose(
            get_session(),
            award,
            form.choices(),
            not_awarded=form.not_awarded.data,
            reason=str(form.reason.data),
            by=current_actor(),
            at=now(),
        )
    except rules.NoQuorum as error:
        form.form_errors.append(words_of(error))
        return _page(award, form, _in_sight(award), form.choices()), error.status
    flash(_("The jury's proposal is saved. The coordinator takes it on."), "success")
    return redirect(url_for("decisions.proposal", award_id=award.id))


def _award(award_id: str) -> Award:
    award = chaired_award(get_session(), current_actor(), award_id)
    show_programme(award.edition.programme)
    rules.require_scored(award, now())
    return award


def _in_sight(award: Award) -> queries.SightedProposal:
    session, actor = get_session(), current_actor()
    candidates = queries.candidates_for_proposal(session, actor, award)
    return queries.proposal_in_sight(session, award, [i for i, _code in candidates])


def _values(seen: queries.SightedProposal) -> dict[str, object]:
    nobody = seen.made_at is not None and not any(
        outcome in rules.WINNING for outcome in seen.choices.values()
    )
    return {"reason": seen.reason, "not_awarded": nobody}


def _page(
    award: Award,
    form: ProposalForm,
    seen: queries.SightedProposal,
    chosen: dict[str, Outcome],
) -> str:
    scored = scores_in_sight(get_session(), current_actor(), award)
    hidden = is_order_hidden(get_session(), award)
    ids = dict(zip(scored.codes, scored.candidates, strict=True))
    finalists = rules_of(award).finalists
    rows = rows_without_order(scored) if hidden else result_rows(scored, finalists=finalists)
    return render_template(
        "decisions/proposal.html",
        award=award,
        form=form,
        rows=[(ids[row.code], row) for row in rows],
        figure="" if hidden else figure_name(scored),
        hidden=hidden,
        seen=seen,
        asked_first=asked_first(get_session(), current_actor(), award),
        chosen=chosen,
        choices=[(kind, OUTCOME_NAMES[kind]) for kind in GIVEN],
        open=rules.may_propose(award, now()),
    )
