"""One nomination: what was sent, and whether it takes part."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.programmes.wording import public_address
from awards.triage import actions, queries, rules
from awards.triage.desk import actions as desk
from awards.triage.desk import queries as desk_queries
from awards.triage.forms import VerdictForm
from awards.triage.models import Verdict
from awards.triage.views.blueprint import bp
from awards.triage.views.showing import Typed, list_args, show
from awards.web.access import current_actor, requires
from awards.web.db import get_session


@bp.get("/triage/nominations/<nomination_id>")
@requires(Permission.TRIAGE)
def nomination(nomination_id: str) -> ResponseReturnValue:
    """Show all that was sent, and ask for the verdict."""
    case = queries.case_of(get_session(), current_actor(), nomination_id)
    return show(case)


@bp.post("/triage/nominations/<nomination_id>")
@requires(Permission.TRIAGE)
def judge(nomination_id: str) -> ResponseReturnValue:
    """Give the verdict."""
    session = get_session()
    case = queries.case_of(session, current_actor(), nomination_id)
    form = VerdictForm()
    late, ruled_out = actions.words_needed(session, case.nomination, now())
    found = desk_queries.standings_of(session, case.nomination, now())
    if not form.is_complete(late=late, ruled_out=ruled_out, found=found):
        return show(case, Typed(verdict=form), 422)
    judgement, seen = form.judgement(), form.seen.data or ""
    try:
        desk.judge(
            session,
            case.nomination,
            judgement,
            seen=seen,
            page=public_address(case.nomination.award.edition),
            by=current_actor(),
            at=now(),
        )
    except rules.AlreadyJudged as error:
        return _judged_meanwhile(nomination_id, form, error)
    flash(_said(judgement.verdict), "success")
    return redirect(url_for("triage.nomination", nomination_id=nomination_id, **list_args()))


def _judged_meanwhile(
    nomination_id: str, form: VerdictForm, error: rules.AlreadyJudged
) -> ResponseReturnValue:
    """Show the other verdict and the typed one; sending it again is then meant."""
    case = queries.case_of(get_session(), current_actor(), nomination_id)
    form.seen.data = actions.verdict_mark(case.candidate)
    form.form_errors.append(_(error.message))
    return show(case, Typed(verdict=form), error.status)


def _said(verdict: Verdict) -> str:
    if verdict is Verdict.ELIGIBLE:
        return str(_("It takes part. Next comes the text that the jury reads."))
    return str(_("It does not take part, and the jury will not see it."))
