"""Setting what each criterion counts in each award."""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.languages import in_language
from awards.core.permissions import Actor
from awards.programmes import rules
from awards.programmes.models import Award, Edition, RuleChange, Weight
from awards.programmes.weighing import WEIGHTS, Weights, in_code, require_counting, weights_of


def set_weights(
    session: Session,
    edition: Edition,
    wanted: Weights,
    *,
    reason: str,
    version: int,
    by: Actor,
    at: datetime,
) -> list[str]:
    """Give an edition's awards their weights, all or nothing; return the awards that changed.

    Raises ChangedMeanwhile, NothingCounts, RulesLocked for an award that is being scored or has
    been, and ReasonMissing for one whose nominations are closed.
    """
    session.refresh(edition, with_for_update=True)
    if edition.version != version:
        raise rules.ChangedMeanwhile
    before = weights_of(edition)
    changed = [award for award in edition.awards if before[award.id] != dict(wanted[award.id])]
    for award in changed:
        require_counting(wanted[award.id], in_language(award.name, edition.programme.language))
        rules.require_changeable([WEIGHTS], rules.furthest_phase(award, at), reason=reason)
    keys = {criterion.id: criterion.key for criterion in edition.criteria}
    for award in changed:
        _write(award, wanted)
        was, now = in_code(before[award.id], keys), in_code(wanted[award.id], keys)
        session.add(_note(award, was, now, reason=reason, by=by, at=at))
    if changed:
        edition.version += 1
        session.flush()
        record(
            session,
            "weights.changed",
            subject=f"edition:{edition.id}",
            by=by,
            at=at,
            programme_id=edition.programme_id,
            awards=[f"{award.id}:{in_code(wanted[award.id], keys)}" for award in changed],
            reason=bool(reason.strip()),
        )
    return [award.id for award in changed]


def _write(award: Award, wanted: Weights) -> None:
    there = {weight.criterion_id: weight for weight in award.weights}
    for criterion_id, value in wanted[award.id].items():
        if criterion_id in there:
            there[criterion_id].value = value
        else:
            award.weights.append(Weight(criterion_id=criterion_id, value=value))


def _note(
    award: Award, was: str, becomes: str, *, reason: str, by: Actor, at: datetime
) -> RuleChange:
    return RuleChange(
        edition_id=award.edition_id,
        award_id=award.id,
        key=WEIGHTS.key,
        before=was,
        after=becomes,
        reason=reason.strip(),
        changed_at=at,
        changed_by_id=by.person_id,
    )
