"""Changing what is set up: texts, order, dates, archive; each line of it in the audit trail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.ids import new_id
from awards.core.permissions import Actor
from awards.programmes import rules
from awards.programmes.agreed_texts import agreed_changes, prompts_said
from awards.programmes.checklist import missing_for, require_ready
from awards.programmes.joining import follows
from awards.programmes.models import (
    Award,
    Criterion,
    Edition,
    Programme,
    Prompt,
    RuleChange,
    Weight,
)
from awards.programmes.rules import PromptDraft

Thing = Programme | Edition | Award | Criterion

_CHANGED = {
    Programme: "programme.changed",
    Edition: "edition.changed",
    Award: "award.changed",
    Criterion: "criterion.changed",
}
_ARCHIVED = {
    Programme: "programme.archived",
    Edition: "edition.archived",
    Award: "award.archived",
    Criterion: "criterion.archived",
}
_RESTORED = {
    Programme: "programme.restored",
    Edition: "edition.restored",
    Award: "award.restored",
    Criterion: "criterion.restored",
}


def _programme_id(thing: Thing) -> str:
    if isinstance(thing, Programme):
        return thing.id
    return thing.programme_id if isinstance(thing, Edition) else thing.edition.programme_id


def _record(
    session: Session, event: str, thing: Thing, *, by: Actor, at: datetime, **details: object
) -> None:
    subject = f"{thing.__tablename__}:{thing.id}"
    whose = _programme_id(thing)
    record(session, event, subject=subject, by=by, at=at, programme_id=whose, **details)


def _lock(session: Session, thing: Thing, version: int) -> None:
    """Read the row anew, and hold it. Raises ChangedMeanwhile when it is not what was seen.

    Its key stays: a score that points to a criterion meanwhile need not wait.
    """
    session.refresh(thing, with_for_update={"key_share": True})
    if thing.version != version:
        raise rules.ChangedMeanwhile


def change(
    session: Session,
    thing: Thing,
    values: Mapping[str, Any],
    *,
    reason: str = "",
    version: int,
    by: Actor,
    at: datetime,
) -> None:
    """Give columns new values.

    Raises ChangedMeanwhile when `version` is not the stored one, and ReasonMissing for a text
    that people act on in the running round when no reason is given.
    """
    _lock(session, thing, version)
    old = {name: getattr(thing, name) for name in values}
    agreed = agreed_changes(thing, old, values, reason=reason, at=at)
    changed = _apply(thing, values)
    _note(session, thing, agreed, reason=reason, by=by, at=at)
    _finish(session, thing, changed, explained=bool(agreed), by=by, at=at)


def change_award(
    session: Session,
    award: Award,
    values: Mapping[str, Any],
    prompts: Sequence[PromptDraft],
    *,
    reason: str = "",
    version: int,
    by: Actor,
    at: datetime,
) -> None:
    """Change an award and the questions of its form, as one; see `change`."""
    _lock(session, award, version)
    old = {name: getattr(award, name) for name in values}
    old["prompts"], asked = prompts_said(award.prompts), prompts_said(prompts)
    _require_same_prompts_if_begun(award, prompts, at)
    agreed = agreed_changes(award, old, {**values, "prompts": asked}, reason=reason, at=at)
    changed = _apply(award, values)
    if _set_prompts(session, award, prompts):
        changed = [*changed, "prompts"]
    _note(session, award, agreed, reason=reason, by=by, at=at)
    _finish(session, award, changed, explained=bool(agreed), by=by, at=at)


def _apply(thing: Thing, values: Mapping[str, Any]) -> list[str]:
    changed = sorted(name for name, value in values.items() if getattr(thing, name) != value)
    for name in changed:
        setattr(thing, name, values[name])
    return changed


def _finish(
    session: Session,
    thing: Thing,
    changed: Sequence[str],
    *,
    explained: bool,
    by: Actor,
    at: datetime,
) -> None:
    if changed:
        thing.version += 1
        session.flush()
        what: dict[str, object] = {"version": thing.version, "fields": list(changed)}
        if not isinstance(thing, Programme):
            what["reason"] = explained
        _record(session, _CHANGED[type(thing)], thing, by=by, at=at, **what)


def _note(
    session: Session,
    thing: Thing,
    agreed: Mapping[str, tuple[str, str]],
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """Keep the reason, with what a text said and says, beside those of the rules."""
    if isinstance(thing, Programme):
        return
    session.add_all(
        RuleChange(
            edition_id=thing.id if isinstance(thing, Edition) else thing.edition_id,
            award_id=thing.id if isinstance(thing, Award) else None,
            key=key,
            before=before,
            after=after,
            reason=reason.strip(),
            changed_at=at,
            changed_by_id=by.person_id,
        )
        for key, (before, after) in agreed.items()
    )


def _require_same_prompts_if_begun(
    award: Award, drafts: Sequence[PromptDraft], at: datetime
) -> None:
    if {draft.key for draft in drafts} != {prompt.key for prompt in award.prompts}:
        rules.require_not_begun(award.edition, at)


def _set_prompts(session: Session, award: Award, drafts: Sequence[PromptDraft]) -> bool:
    """Make an award's questions what the drafts say; return whether anything changed."""
    there = {prompt.key: prompt for prompt in award.prompts}
    before = [(p.key, p.label, p.hint, p.example) for p in award.prompts]
    if before == [(d.key, d.label, d.hint, d.example) for d in drafts]:
        return False
    kept = [draft.key for draft in drafts]
    for key in there.keys() - set(kept):
        session.delete(there[key])
    award.prompts = [
        _prompt(there.get(draft.key), draft, place) for place, draft in enumerate(drafts)
    ]
    return True


def _prompt(prompt: Prompt | None, draft: PromptDraft, place: int) -> Prompt:
    prompt = prompt or Prompt(key=new_id(8))
    prompt.label, prompt.hint, prompt.example = draft.label, draft.hint, draft.example
    prompt.position = place
    return prompt


def add_award(
    session: Session,
    edition: Edition,
    values: Mapping[str, Any],
    prompts: Sequence[PromptDraft],
    *,
    by: Actor,
    at: datetime,
) -> Award:
    """Add an award behind the others; every criterion weighs one in it.

    Raises SlugTaken when the edition has an award with this address, archived or not.
    """
    _hold(session, edition)
    rules.require_not_begun(edition, at)
    wanted = select(Award.slug, Award.position).where(Award.edition_id == edition.id)
    rows = session.execute(wanted).all()
    rules.require_free(values["slug"], {row.slug for row in rows})
    place = max((row.position for row in rows), default=-1) + 1
    award = Award(id=new_id(), edition_id=edition.id, position=place, **values)
    award.prompts = [_prompt(None, draft, n) for n, draft in enumerate(prompts)]
    award.weights = [Weight(criterion_id=c.id, value=1) for c in edition.criteria]
    session.add(award)
    session.flush()
    _record(session, "award.added", award, by=by, at=at)
    _join(session, award, by=by, at=at)
    return award


def _join(session: Session, award: Award, *, by: Actor, at: datetime) -> None:
    """Let later features do what they do when an award joins its edition."""
    session.expire(award.edition, ["awards"])
    for follow in follows():
        follow(session, award, by=by, at=at)


def add_criterion(
    session: Session, edition: Edition, values: Mapping[str, Any], *, by: Actor, at: datetime
) -> Criterion:
    """Add a criterion behind the others; it weighs one in every award."""
    _hold(session, edition)
    rules.require_not_begun(edition, at)
    wanted = select(Criterion.position).where(Criterion.edition_id == edition.id)
    place = max(session.scalars(wanted), default=-1) + 1
    criterion = Criterion(
        id=new_id(), key=new_id(8), edition_id=edition.id, position=place, **values
    )
    session.add(criterion)
    session.flush()
    ids = session.scalars(select(Award.id).where(Award.edition_id == edition.id))
    session.add_all(Weight(award_id=id_, criterion_id=criterion.id, value=1) for id_ in ids)
    session.flush()
    _record(session, "criterion.added", criterion, by=by, at=at)
    return criterion


def _hold(session: Session, edition: Edition) -> None:
    """Let one at a time change what an edition consists of."""
    session.execute(select(Edition.id).where(Edition.id == edition.id).with_for_update())


def move(
    session: Session, thing: Award | Criterion, *, down: bool, by: Actor, at: datetime
) -> None:
    """Swap an award or a criterion with its neighbour; the first and the last stay."""
    edition = thing.edition
    _hold(session, edition)
    rules.require_not_begun(edition, at)
    line: list[Any] = list(edition.awards if isinstance(thing, Award) else edition.criteria)
    here = line.index(thing)
    there = here + (1 if down else -1)
    if not 0 <= there < len(line):
        return
    line[here], line[there] = line[there], line[here]
    for place, one in enumerate(line):
        one.position = place
    session.flush()
    event = "award.moved" if isinstance(thing, Award) else "criterion.moved"
    _record(session, event, thing, by=by, at=at, position=there)


def archive(session: Session, thing: Thing, *, by: Actor, at: datetime) -> None:
    """Take something out of every list and off every public page; nothing is deleted.

    Raises StillRunning for an edition whose nominations have begun and that is not announced, and
    ProgrammeRunning for a programme with such an edition.
    """
    if isinstance(thing, Programme):
        session.refresh(thing, with_for_update=True)
        rules.require_no_round_is_on(thing, at)
    if isinstance(thing, Edition):
        rules.require_not_running(thing, at)
    if isinstance(thing, Award | Criterion):
        rules.require_not_begun(thing.edition, at)
    if thing.archived_at is None:
        thing.archived_at = at
        session.flush()
        _record(session, _ARCHIVED[type(thing)], thing, by=by, at=at)


def restore(session: Session, thing: Thing, *, by: Actor, at: datetime) -> None:
    """Bring something back from the archive, as it was."""
    if isinstance(thing, Award | Criterion):
        rules.require_not_begun(thing.edition, at)
    if thing.archived_at is not None:
        thing.archived_at = None
        session.flush()
        _record(session, _RESTORED[type(thing)], thing, by=by, at=at)
        if isinstance(thing, Award):
            _join(session, thing, by=by, at=at)


def open_edition(session: Session, edition: Edition, *, by: Actor, at: datetime) -> None:
    """Make a draft an edition that the public sees and that its dates move.

    Raises NotReady while the check list has something that blocks.
    """
    session.refresh(edition, with_for_update=True)
    if edition.opened_at is None:
        require_ready(missing_for(session, edition, at))
        edition.opened_at = at
        session.flush()
        _record(session, "edition.opened", edition, by=by, at=at)
