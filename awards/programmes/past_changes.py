"""Reading what was changed in a round, by whom and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
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
    names = {award.id: award.name for award in edition.awards}
    names |= {criterion.key: criterion.name for criterion in edition.criteria}
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
