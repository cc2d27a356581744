"""The page of one nomination, with whatever form came back on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from awards.core.clock import now
from awards.mail.models import OutboxMail
from awards.nominations.attachments.queries import of_nominations
from awards.nominations.forms.address import NominatorAddressForm
from awards.nominations.models import NominationState
from awards.nominations.views.attachments import lines_of
from awards.programmes.rules import phase_of
from awards.triage import actions, queries, rules
from awards.triage.desk import queries as desk_queries
from awards.triage.desk.forms import AnswerForm, NoteForm, answer_form, note_form
from awards.triage.desk.rules import Standing, suggested_reason, undo_until
from awards.triage.emails import letters_about
from awards.triage.findings import FindingKind
from awards.triage.forms import REASON_WORDS, VerdictForm
from awards.triage.models import Verdict
from awards.triage.originals import originals
from awards.triage.queries import Case
from awards.triage.signals import wording as signal_words
from awards.triage.signals.reading import Stamp, signals_of_edition
from awards.triage.twins.queries import around
from awards.triage.views.blueprint import KIND_WORDS, STATE_WORDS
from awards.triage.views.filters import KEYS, Filters, filters_in
from awards.triage.wording import Said, in_words
from awards.web.access import current_actor
from awards.web.db import get_session
from awards.web.theme import show_programme


def _form_for(case: Case, found: Sequence[Standing]) -> VerdictForm:
    """Return the form with the verdict so far, else with the reason an accepted finding gives."""
    candidate = case.candidate
    if candidate is None or candidate.verdict is None:
        reason = next((r for one in found if (r := suggested_reason(one))), None)
        given = {"verdict": Verdict.INELIGIBLE.value, "reason": reason.value} if reason else {}
        return VerdictForm(formdata=None, data=given)
    return VerdictForm(
        formdata=None,
        data={
            "seen": actions.verdict_mark(candidate),
            "verdict": candidate.verdict.value,
            "reason": candidate.reason.value if candidate.reason else "",
            "note": candidate.note,
        },
    )


def list_args() -> dict[str, Any]:
    """Return what the address says of the list this nomination was opened from."""
    return {key: value for key in KEYS if (value := request.args.get(key))}


@dataclass(frozen=True)
class Typed:
    """Forms of the page that came back with something to mend."""

    verdict: VerdictForm | None = None
    note: NoteForm | None = None
    their_note: str | None = None
    """What a colleague has written meanwhile."""
    answer: tuple[FindingKind, AnswerForm] | None = None
    address: NominatorAddressForm | None = None


def show(case: Case, typed: Typed | None = None, status: int = 200) -> ResponseReturnValue:
    """Show a nomination, with what was typed into a form that could not be saved."""
    typed = typed or Typed()
    award = case.nomination.award
    show_programme(award.edition.programme)
    phase = phase_of(award, now())
    session, here = get_session(), case.nomination
    found = desk_queries.standings_of(session, here, now())
    filters = filters_in(award.edition, current_actor())
    beside = queries.beside(session, award.edition, filters.wanted, here.id)
    page = render_template(
        "triage/nomination.html",
        case=case,
        nomination=case.nomination,
        edition=award.edition,
        sections=originals([case.nomination]),
        attachments=lines_of(of_nominations(session, [here])),
        state=rules.state_of(case.facts),
        form=typed.verdict or _form_for(case, found),
        note_form=typed.note or _note_form(case),
        their_note=typed.their_note,
        address_form=typed.address
        or NominatorAddressForm(formdata=None, data={"email": here.nominator_email}),
        findings=_findings(case, found, typed),
        signals=_signals(case, beside.stamp),
        may_judge=rules.may_judge(case.facts, phase),
        too_late=not rules.may_judge(replace(case.facts, verdict=None), phase),
        may_copy=rules.may_copy(phase),
        undo=_undo(case),
        next_url=_next_url(case, beside.waiting),
        place=_place(filters, beside.listed, here.id),
        along=list_args(),
        state_words=STATE_WORDS,
        kind_words=KIND_WORDS,
        reason_words=REASON_WORDS,
        letters=_letters(case),
        around=around(session, here.id, case.candidate.id if case.candidate else None),
    )
    return page, status


def _undo(case: Case) -> dict[str, Any] | None:
    """Return the first verdict, as long as its giver can take it back."""
    if case.candidate is None or case.copies.versions:
        return None
    step = desk_queries.verdict_step(
        get_session(), current_actor(), case.nomination, case.candidate, now()
    )
    return None if step is None else {"id": step.id, "until": undo_until(step.done_at)}


def _note_form(case: Case) -> NoteForm:
    note, people = desk_queries.desk_of(get_session(), case.nomination)
    return note_form(note, people)


def _letters(case: Case) -> Sequence[OutboxMail]:
    """Return the letter that a no has written."""
    refused = case.candidate is not None and case.candidate.verdict is Verdict.INELIGIBLE
    return letters_about(get_session(), [case.nomination.id]) if refused else ()


@dataclass(frozen=True)
class Shown:
    """A finding on the page: its words, what was said to it, and the form that asks."""

    standing: Standing
    said: Said
    form: AnswerForm


def _findings(case: Case, found: Sequence[Standing], typed: Typed) -> list[Shown]:
    """Return what the award's rules find, each with its own form."""
    if case.nomination.state is not NominationState.RECEIVED:
        return []
    zone = case.nomination.award.edition.programme.time_zone
    return [Shown(one, in_words(one.finding, zone), _answer_form(one, typed)) for one in found]


def _signals(case: Case, stamp: Stamp) -> list[signal_words.Said]:
    """Return what looks arranged around a nomination."""
    found = signals_of_edition(get_session(), case.nomination.award.edition_id, stamp)
    return [signal_words.in_words(one) for one in found.get(case.nomination.id, [])]


def _answer_form(one: Standing, typed: Typed) -> AnswerForm:
    """Return the form of a finding; what was typed into it, with what stands now as seen."""
    if typed.answer is not None and typed.answer[0] is one.finding.kind:
        form = typed.answer[1]
        form.seen.data = one.mark
        return form
    return answer_form(one.finding.kind, one.mark)


@dataclass(frozen=True)
class Place:
    """Where a nomination stands in the list it was opened from."""

    back: str
    number: int
    total: int
    previous: str | None
    following: str | None


def _place(filters: Filters, ids: Sequence[str], here: str) -> Place:
    """Return the way back to the same place in the list, and to what stands beside it."""
    at = ids.index(here)
    return Place(
        back=f"{filters.page(at // queries.PAGE + 1)}#n-{here}",
        number=at + 1,
        total=len(ids),
        previous=filters.nomination(ids[at - 1]) if at else None,
        following=filters.nomination(ids[at + 1]) if at + 1 < len(ids) else None,
    )


def _next_url(case: Case, ids: Sequence[str]) -> str | None:
    """Return the address of the nomination to look at after this one, if one waits."""
    here = case.nomination.id
    at = ids.index(here) if here in ids else -1
    after = [*ids[at + 1 :], *ids[: max(at, 0)]]
    return url_for("triage.nomination", nomination_id=after[0], **list_args()) if after else None
