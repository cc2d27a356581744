"""Proposing, recording the decision, and lifting the embargo."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.decisions import queries, rules
from awards.decisions.models import (
    DecidedOutcome,
    Decision,
    Outcome,
    Proposal,
    ProposedOutcome,
)
from awards.decisions.rules import DecisionDraft, OutcomeDraft
from awards.nominations import emails
from awards.programmes.actions import mark_decided, set_announcement
from awards.programmes.models import Award
from awards.programmes.settings import rules_of
from awards.programmes.settings.choices import Told
from awards.results.actions import compute_run
from awards.results.queries import any_out_of_sight, scores_in_sight


def _hold(session: Session, award: Award) -> None:
    """Let one click at a time through, and look at the award as it is now."""
    session.execute(select(Award.id).where(Award.id == award.id).with_for_update())
    session.refresh(award, ["decided_at", "announce_at"])


def propose(
    session: Session,
    award: Award,
    choices: Mapping[str, Outcome],
    *,
    not_awarded: bool,
    reason: str,
    by: Actor,
    at: datetime,
) -> Proposal:
    """Write down the jury's proposal on code names, with the result it stands on.

    It replaces an earlier one; the same one twice is one. Raises TooEarly, AlreadyDecided,
    WrongInput, NotFound for a candidate that is not the chair's to propose, NoQuorum, and
    ProposalOutOfSight when the earlier one names a candidate that is hidden from the chair.
    """
    _hold(session, award)
    rules.require_may_propose(award, at)
    rules.require_outcomes(list(choices.values()), not_awarded=not_awarded)
    visible = {candidate for candidate, _ in queries.candidates_for_proposal(session, by, award)}
    if not set(choices) <= visible:
        raise NotFound
    proposal = queries.proposal_of(session, award)
    if proposal is not None:
        _require_in_sight(session, proposal, by)
    if proposal is not None and _same_proposal(proposal, choices, reason, by):
        return proposal
    _require_quorum(session, award, choices, by)
    return _write_proposal(session, award, proposal, choices, reason=reason, by=by, at=at)


def _require_in_sight(session: Session, proposal: Proposal, by: Actor) -> None:
    named = [item.candidate_id for item in proposal.items]
    if any_out_of_sight(session, by, named):
        raise rules.ProposalOutOfSight


def _require_quorum(
    session: Session, award: Award, choices: Mapping[str, Outcome], by: Actor
) -> None:
    """Count only what the chair may see: a number must not tell of a candidate that is hidden."""
    said = rules_of(award)
    quorum = rules.Quorum(sheets=said.quorum_sheets, jurors=said.quorum_jurors)
    if quorum == rules.Quorum():
        return
    scored = scores_in_sight(session, by, award)
    read = dict(zip(scored.candidates, scored.has_sheet.sum(axis=1).tolist(), strict=True))
    codes = dict(zip(scored.candidates, scored.codes, strict=True))
    sheets = {codes[candidate]: int(read[candidate]) for candidate in choices}
    rules.require_quorum(quorum, sheets=sheets, jurors=int(scored.has_sheet.any(axis=0).sum()))


def _same_proposal(
    proposal: Proposal, choices: Mapping[str, Outcome], reason: str, by: Actor
) -> bool:
    before = {item.candidate_id: item.outcome for item in proposal.items}
    return (before, proposal.reason, proposal.proposed_by_id) == (
        dict(choices),
        reason,
        by.person_id,
    )


def _write_proposal(
    session: Session,
    award: Award,
    proposal: Proposal | None,
    choices: Mapping[str, Outcome],
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> Proposal:
    run = compute_run(session, award, by=by, at=at)
    if proposal is None:
        proposal = Proposal(award_id=award.id, proposed_at=at)
        session.add(proposal)
    proposal.result_run_id, proposal.reason = run.id, reason
    proposal.proposed_by_id, proposal.proposed_at = by.person_id, at
    _set_items(proposal, choices)
    session.flush()
    record(
        session,
        "proposal.made",
        subject=f"award:{award.id}",
        by=by,
        at=at,
        programme_id=award.edition.programme_id,
        outcomes=_coded(choices.items()),
        result_run_id=run.id,
    )
    return proposal


def _set_items(proposal: Proposal, choices: Mapping[str, Outcome]) -> None:
    kept = {i.candidate_id: i for i in proposal.items if i.candidate_id in choices}
    for candidate_id, item in kept.items():
        item.outcome = choices[candidate_id]
    fresh = [
        ProposedOutcome(candidate_id=candidate_id, outcome=outcome)
        for candidate_id, outcome in choices.items()
        if candidate_id not in kept
    ]
    proposal.items = [*kept.values(), *fresh]


def _coded(choices: Iterable[tuple[str, Outcome]]) -> list[str]:
    """Return outcomes for the audit trail: ids and codes only."""
    return sorted(f"{candidate_id}:{outcome.value}" for candidate_id, outcome in choices)


def record_decision(
    session: Session,
    award: Award,
    draft: DecisionDraft,
    *,
    page: str = "",
    by: Actor,
    at: datetime,
) -> Decision:
    """Record what the deciding body decided, or correct it until it is announced.

    Where the rules say so, each nominee gets a letter that names `page`, the edition's public
    address, and no outcome; it waits in the outbox.

    The same decision twice is one. Raises TooEarly, AlreadyAnnounced, WrongInput, NotFound for a
    candidate of another award, ChangedMeanwhile when `draft.version` is not the newest, and
    StillNeeded when a certificate stands on an outcome that would go.
    """
    _hold(session, award)
    rules.require_may_decide(award, at)
    rules.require_complete(draft, today=rules.today_in(award, at))
    _require_candidates(session, award, draft)
    decision = queries.decision_of(session, award)
    if decision is not None and _as_draft(decision, draft.version) == draft:
        return decision
    if draft.version != (decision.version if decision else 0):
        raise rules.ChangedMeanwhile
    decision = _write_decision(session, award, decision, draft, by=by, at=at)
    if award.decided_at is None:
        mark_decided(session, award, at=at)
    record(
        session,
        "decision.recorded",
        subject=f"award:{award.id}",
        by=by,
        at=at,
        programme_id=award.edition.programme_id,
        version=decision.version,
        outcomes=_coded((o.candidate_id, o.outcome) for o in draft.outcomes),
    )
    if rules_of(award).nominee_told is Told.AFTER_DECISION:
        _tell_nominees(session, award, page, at)
    return decision


def _tell_nominees(session: Session, award: Award, page: str, at: datetime) -> None:
    nominations = queries.standing_nominations(session, award)
    emails.tell_nominees(session, nominations, emails.DECIDED, page=page, at=at)


def _require_candidates(session: Session, award: Award, draft: DecisionDraft) -> None:
    """Refuse other awards' candidates, and those that are out unless they were already given."""
    decision = queries.decision_of(session, award)
    before = {o.candidate_id for o in decision.winners} if decision else set()
    known = before | set(queries.code_names(session, award))
    if not {o.candidate_id for o in draft.outcomes} <= known:
        raise NotFound


def _as_draft(decision: Decision, version: int) -> DecisionDraft:
    """Return a stored decision as it would be typed, to compare with what was typed."""
    return DecisionDraft(
        body=decision.body,
        decided_on=decision.decided_on,
        paragraph=decision.paragraph,
        not_awarded_reason=decision.not_awarded_reason,
        not_awarded=not any(o.outcome in rules.WINNING for o in decision.winners),
        outcomes=tuple(_as_outcome_draft(given) for given in decision.winners),
        version=version,
    )


def _as_outcome_draft(given: DecidedOutcome) -> OutcomeDraft:
    return OutcomeDraft(
        candidate_id=given.candidate_id,
        outcome=given.outcome,
        public_name=given.public_name,
        public_title=given.public_title,
        public_units=given.public_units,
        members=tuple((member["name"], member["title"]) for member in given.public_members),
        citation=given.citation,
    )


def _write_decision(
    session: Session,
    award: Award,
    decision: Decision | None,
    draft: DecisionDraft,
    *,
    by: Actor,
    at: datetime,
) -> Decision:
    if decision is None:
        decision = Decision(award_id=award.id, version=0)
        session.add(decision)
    decision.body, decision.paragraph = draft.body, draft.paragraph
    decision.decided_on = draft.decided_on
    decision.not_awarded_reason = draft.not_awarded_reason if draft.not_awarded else ""
    decision.recorded_at, decision.recorded_by_id = at, by.person_id
    decision.version += 1
    _set_outcomes(decision, draft.outcomes)
    try:
        session.flush()
    except IntegrityError as error:
        raise rules.StillNeeded from error
    return decision


def _set_outcomes(decision: Decision, drafts: Sequence[OutcomeDraft]) -> None:
    """Keep the rows of candidates that stay: certificates point at them."""
    before = {given.candidate_id: given for given in decision.winners}
    decision.winners = [
        _fill(before.get(draft.candidate_id) or DecidedOutcome(), draft, position)
        for position, draft in enumerate(drafts)
    ]


def _fill(given: DecidedOutcome, draft: OutcomeDraft, position: int) -> DecidedOutcome:
    given.candidate_id, given.outcome, given.position = draft.candidate_id, draft.outcome, position
    given.public_name, given.public_title = draft.public_name, draft.public_title
    given.public_units, given.citation = draft.public_units, draft.citation
    given.public_members = [{"name": name, "title": title} for name, title in draft.members]
    return given


def announce(
    session: Session,
    awards: Sequence[Award],
    *,
    announce_at: datetime,
    page: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Set the minute in which decided awards become public; one that is past means now.

    Where the rules say so, each nominee gets a letter that names `page`; it waits in the outbox.

    Raises NotDecided or AlreadyAnnounced, and then changes nothing. Saying "now" twice is
    saying it once.
    """
    moment = max(announce_at, at)
    for award in _in_order(awards):
        _hold(session, award)
        if _is_out(award, at) and announce_at <= at:
            continue
        rules.require_may_announce(award, at)
        if award.announce_at != moment:
            _announce(session, award, moment, by=by, at=at)
            if rules_of(award).nominee_told is Told.AT_ANNOUNCEMENT:
                _tell_nominees(session, award, page, at)


def _in_order(awards: Sequence[Award]) -> list[Award]:
    """Return awards in the order in which everybody locks them: two clicks cannot block."""
    return sorted(awards, key=lambda award: award.id)


def _is_out(award: Award, at: datetime) -> bool:
    return award.announce_at is not None and award.announce_at <= at


def _announce(session: Session, award: Award, moment: datetime, *, by: Actor, at: datetime) -> None:
    set_announcement(session, award, announce_at=moment)
    record(
        session,
        "award.announced",
        subject=f"award:{award.id}",
        by=by,
        at=at,
        programme_id=award.edition.programme_id,
        announce_at=moment.isoformat(),
    )


def stop_announcement(
    session: Session, awards: Sequence[Award], *, by: Actor, at: datetime
) -> None:
    """Take the announcement of awards back before its minute.

    Raises AlreadyAnnounced when it has passed. Where nothing is set there is nothing to do.
    """
    for award in _in_order(awards):
        _hold(session, award)
        if award.announce_at is None:
            continue
        rules.require_may_announce(award, at)
        set_announcement(session, award, announce_at=None)
        record(
            session,
            "award.announcement-stopped",
            subject=f"award:{award.id}",
            by=by,
            at=at,
            programme_id=award.edition.programme_id,
        )
