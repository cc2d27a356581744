"""Reading what was changed in a round, by whom and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from awards.accounts.models import Person
from awards.core.permissions import Actor, Permission
from awards.programmes.agreed_texts import TEXT
from awards.programmes.eligible import ORGANISATIONS
from awards.programmes.models import Award, Edition, RuleChange
from awards.programmes.settings import SETTING, Setting
from awards.programmes.weighing import WEIGHTS

_SETTINGS: dict[str, Setting] = {
    **SETTING,
    **TEXT,
    WEIGHTS.key: WEIGHTS,
    ORGANISATIONS.key: ORGANISATIONS,
}


@dataclass(frozen=True)
class PastChange:
    """A rule, a text, or weights that were changed once the edition was open."""

    at: datetime
    by: str
    """A name; "" when nobody is known."""
    label: str
    """A message id."""
    where: dict[str, str]
    """Language → the name of the award or the criterion; empty for the whole edition."""
    before: str
    after: str
    """What texts said and say; empty for settings, whose values are codes."""
    reason: str
    edition: dict[str, str] = field(default_factory=dict)
    """Language → the edition's name."""


def changes_for(
    session: Session, actor: Actor, *, page: int, size: int
) -> tuple[Sequence[PastChange], int]:
    """Return what was changed in the running rounds of all programmes whose trail somebody reads.

    Newest first, one page of it, and how many there are; in five queries.
    """
    held = actor.programmes_with(Permission.READ_AUDIT)
    mine = (Edition.programme_id.in_(held), RuleChange.changed_at >= Edition.opened_at)
    joined = select(RuleChange).join(Edition, Edition.id == RuleChange.edition_id).where(*mine)
    total = session.scalar(joined.with_only_columns(func.count())) or 0
    rows = session.execute(
        joined.add_columns(Edition, Person.name)
        .outerjoin(Person, Person.id == RuleChange.changed_by_id)
        .options(selectinload(Edition.awards), selectinload(Edition.criteria))
        .order_by(RuleChange.changed_at.desc(), RuleChange.key, RuleChange.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    found = [
        replace(_seen(change, name or "", _names(edition)), edition=edition.name)
        for change, edition, name in rows
    ]
    return found, total


def _names(edition: Edition) -> dict[str, dict[str, str]]:
    names = {award.id: award.name for award in edition.awards}
    return names | {criterion.key: criterion.name for criterion in edition.criteria}


def past_changes(session: Session, thing: Edition | Award) -> Sequence[PastChange]:
    """Return what was changed since an edition opened, newest first.

    For an award: what was changed for it, and for all awards of its edition.
    """
    edition = thing.edition if isinstance(thing, Award) else thing
    if edition.opened_at is None:
        return []
    wanted = (
        select(RuleChange, Person.name)
        .outerjoin(Person, Person.id == RuleChange.changed_by_id)
        .where(RuleChange.edition_id == edition.id, RuleChange.changed_at >= edition.opened_at)
        .order_by(RuleChange.changed_at.desc(), RuleChange.key, RuleChange.id)
    )
    if isinstance(thing, Award):
        wanted = wanted.where(or_(RuleChange.award_id == thing.id, RuleChange.award_id.is_(None)))
    names = _names(edition)
    return [_seen(change, name or "", names) for change, name in session.execute(wanted)]


def _seen(change: RuleChange, by: str, names: dict[str, dict[str, str]]) -> PastChange:
    key, _, criterion = change.key.partition(":")
    is_text = key in TEXT
    return PastChange(
        at=change.changed_at,
        by=by,
        label=_SETTINGS[key].label if key in _SETTINGS else key,
        where=names.get(criterion or change.award_id or "", {}),
        before=change.before if is_text else "",
        after=change.after if is_text else "",
        reason=change.reason,
    )
