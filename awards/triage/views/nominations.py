"""One nomination: what was sent, and whether it takes part."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.programmes.wording import public_address
from awards.triage import actions, queries, rules
from awards.triage.forms import VerdictForm
from awards.triage.models import Verdict
from awards.triage.views.blueprint import bp
from awards.triage.views.showing import Typed, list_args, show
from awards.triage.originals import originals
from awards.triage.queries import Case
from awards.triage.rules import TriageState
from awards.triage.twins.queries import around
from awards.triage.views.blueprint import KIND_WORDS, STATE_WORDS, bp
from awards.triage.wording import Said, in_words
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
    if not form.is_complete(late=late, ruled_out=ruled_out):
        return show(case, Typed(verdict=form), 422)
    judgement, seen = form.judgement(), form.seen.data or ""
    try:
        actions.judge(
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


def _form_for(case: Case) -> VerdictForm:
    """Return the form with the verdict so far."""
    candidate = case.candidate
    if candidate is None or candidate.verdict is None:
        return VerdictForm()
    return VerdictForm(
        data={
            "seen": actions.verdict_mark(candidate),
            "verdict": candidate.verdict.value,
            "reason": candidate.reason.value if candidate.reason else "",
            "note": candidate.note,
        }
    )


def _page(case: Case, form: VerdictForm, status: int = 200) -> ResponseReturnValue:
    award = case.nomination.award
    show_programme(award.edition.programme)
    phase = phase_of(award, now())
    may_judge = rules.may_judge(case.facts, phase)
    page = render_template(
        "triage/nomination.html",
        case=case,
        nomination=case.nomination,
        edition=award.edition,
        sections=originals([case.nomination]),
        attachments=lines_of(of_nominations(get_session(), [case.nomination])),
        state=rules.state_of(case.facts),
        form=form,
        findings=_findings(case) if may_judge else [],
        may_judge=may_judge,
        too_late=not rules.may_judge(replace(case.facts, verdict=None), phase),
        may_copy=rules.may_copy(phase),
        next_url=_next_url(case),
        around=around(
            get_session(), case.nomination.id, case.candidate.id if case.candidate else None
        ),
        state_words=STATE_WORDS,
        kind_words=KIND_WORDS,
        reason_words=REASON_WORDS,
    )
    return page, status


def _findings(case: Case) -> list[Said]:
    """Return what the award's rules find, while a verdict can still follow from it."""
    return [in_words(one) for one in findings_of(get_session(), case.nomination, now())]


def _next_url(case: Case) -> str | None:
    """Return the address of the nomination to look at after this one, if one waits."""
    edition = case.nomination.award.edition
    waiting = queries.waiting(get_session(), edition.id, TriageState.TO_LOOK_AT, TriageState.LATE)
    ids = [one.nomination_id for one in waiting]
    here = case.nomination.id
    after = ids[ids.index(here) + 1 :] + ids[: ids.index(here)] if here in ids else ids
    return url_for("triage.nomination", nomination_id=after[0]) if after else None
