"""Recording what the deciding body decided: here code names become names."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import NotFound
from awards.core.permissions import Permission
from awards.decisions import actions, queries, rules
from awards.decisions.forms import MOST_MEMBERS, DecisionForm, from_decision, from_proposal
from awards.decisions.models import Decision
from awards.decisions.queries import NO_PROPOSAL, SightedProposal
from awards.decisions.views.blueprint import bp, sent_fields
from awards.decisions.wording import (
    OUTCOME_NAMES,
    Prize,
    heads,
    outcomes_in_words,
    prizes_in_words,
    prizes_of,
)
from awards.programmes.models import Award
from awards.programmes.queries import award_for
from awards.programmes.wording import public_address
from awards.results.queries import closed_by_conflict
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import translated
from awards.web.theme import show_programme


@bp.get("/decisions/<award_id>/decision")
@requires(Permission.DECIDE)
def decision(award_id: str) -> ResponseReturnValue:
    """Show the form and what the jury proposed; once announced, the decision itself."""
    award = _award(award_id)
    recorded, proposal = queries.decision_of(get_session(), award), _proposal(award)
    return _page(award, recorded, _first_form(award, recorded, proposal), proposal)


@bp.post("/decisions/<award_id>/decision")
@requires(Permission.DECIDE)
def record(award_id: str) -> ResponseReturnValue:
    """Check what was typed, ask once more in plain words, then record it."""
    award, session = _award(award_id), get_session()
    rules.require_may_decide(award, now())
    form, recorded = DecisionForm(), queries.decision_of(session, award)
    form.today = rules.today_in(award, now())
    if "add_row" in request.form:
        _add_row(award, form, request.form["add_row"])
        return _page(award, recorded, form)
    if "change" in request.form:
        return _page(award, recorded, form)
    if not form.validate():
        return _page(award, recorded, form), 422
    if "confirmed" not in request.form:
        return _confirm_page(award, form)
    return _record(award, form)


def _record(award: Award, form: DecisionForm) -> ResponseReturnValue:
    session = get_session()
    try:
        page = public_address(award.edition)
        actions.record_decision(
            session, award, form.draft(), page=page, by=current_actor(), at=now()
        )
    except rules.ChangedMeanwhile:
        recorded = queries.decision_of(session, award)
        form.version.data = str(recorded.version) if recorded else "0"
        form.form_errors.append(
            _("Somebody recorded another decision meanwhile. Yours is below; nothing is lost.")
        )
        return _page(award, recorded, form), 409
    flash(_("The decision is recorded. Nobody outside sees it before you announce it."), "success")
    return redirect(url_for("decisions.decision", award_id=award.id))


def _award(award_id: str) -> Award:
    session, actor = get_session(), current_actor()
    award = award_for(session, actor, Permission.DECIDE, award_id)
    if closed_by_conflict(session, actor, [award]):
        raise NotFound
    show_programme(award.edition.programme)
    rules.require_scored(award, now())
    return award


def _first_form(award: Award, recorded: Decision | None, proposal: SightedProposal) -> DecisionForm:
    if recorded is not None:
        return DecisionForm(data=from_decision(recorded))
    session = get_session()
    choices = proposal.choices
    identities = queries.identities_of(session, award, choices)
    body = translated(award.decided_by)
    return DecisionForm(data=from_proposal(body=body, choices=choices, identities=identities))


def _proposal(award: Award) -> SightedProposal:
    """Return the jury's proposal whole: who records the decision sees all of it."""
    found = queries.proposal_of(get_session(), award)
    if found is None:
        return NO_PROPOSAL
    choices = {item.candidate_id: item.outcome for item in found.items}
    return SightedProposal(choices, found.reason, found.proposed_at)


def _add_row(award: Award, form: DecisionForm, wanted: str) -> None:
    """Add what the button asked for: a chosen candidate, or a line for one more member."""
    if wanted == "candidate":
        chosen = str(form.add_candidate.data or "")
        there = {row.form.candidate_id.data for row in form.outcomes}
        for identity in queries.identities_of(get_session(), award, {chosen} - there).values():
            form.add(identity)
        return
    for row in form.outcomes:
        members = row.form.members
        if members.name == wanted and len(members.entries) < MOST_MEMBERS:
            members.append_entry({})


def _page(
    award: Award,
    recorded: Decision | None,
    form: DecisionForm,
    proposal: SightedProposal | None = None,
) -> str:
    names = queries.names_behind(get_session(), award)
    form.offer(names)
    return render_template(
        "decisions/decision.html",
        award=award,
        form=form,
        names=names,
        recorded=recorded,
        proposal=proposal or _proposal(award),
        outcome_names=OUTCOME_NAMES,
        prizes=_prizes(award, recorded),
        open=rules.may_decide(award, now()),
    )


def _prizes(award: Award, recorded: Decision | None) -> list[tuple[str, Prize]]:
    """Return (name, prize) of each winner, once the decision is recorded."""
    if recorded is None:
        return []
    outcome = queries.AwardOutcome(award, recorded)
    names = [won.public_name for won in outcome.winners]
    return list(zip(names, prizes_of(outcome), strict=True))


def _confirm_page(award: Award, form: DecisionForm) -> str:
    draft = form.draft()
    winning = [given for given in draft.outcomes if given.outcome in rules.WINNING]
    prizes = prizes_in_words(award, [heads(given.members) for given in winning])
    return render_template(
        "decisions/confirm_decision.html",
        award=award,
        draft=draft,
        prizes=list(zip([given.public_name for given in winning], prizes, strict=True)),
        outcome_names=OUTCOME_NAMES,
        in_words=outcomes_in_words([given.outcome for given in draft.outcomes]),
        fields=sent_fields(),
    )
