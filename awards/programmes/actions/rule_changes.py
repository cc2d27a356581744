"""Changing an edition's or an award's rules: all or nothing, with a reason where one is due."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.programmes import rules
from awards.programmes.models import Award, Edition, RuleChange
from awards.programmes.settings import (
    SETTING,
    checked,
    in_code,
    is_overridden,
    require_fitting,
    settings_for,
    value_of,
)

AS_THE_EDITION = None
"""Given for an award's setting: say nothing of its own any more."""


def change_rules(
    session: Session,
    thing: Edition | Award,
    wanted: Mapping[str, object],
    *,
    reason: str = "",
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> tuple[str, ...]:
    """Change settings (key → what was typed) of an edition or an award; return which changed.

    All or nothing; what is the same already is no change. For an award `AS_THE_EDITION` takes its
    own word away. `version` is the one the page was opened with, where there was a page. Raises
    ChangedMeanwhile for another one, WrongInput for what does not fit, RulesLocked for a setting
    that a running round holds fixed, and ReasonMissing where one is asked for and none given.
    """
    _hold(session, thing)
    if version not in {None, thing.version}:
        raise rules.ChangedMeanwhile
    new = {key: _checked(thing, key, raw) for key, raw in wanted.items()}
    changed = {key: value for key, value in new.items() if not _is_so(thing, key, value)}
    rules.require_changeable(
        [SETTING[key] for key in changed], rules.furthest_phase(thing, at), reason=reason
    )
    before = {key: in_code(value_of(thing, key)) for key in changed}
    for key, value in changed.items():
        _put(thing, key, value)
    for one in (thing, *(thing.awards if isinstance(thing, Edition) else ())):
        require_fitting({setting.key: value_of(one, setting.key) for setting in settings_for(one)})
    thing.version += bool(changed)
    session.flush()
    _note(session, thing, before, reason=reason, by=by, at=at)
    return tuple(changed)


def _hold(session: Session, thing: Edition | Award) -> None:
    """Let one change at a time through, and look at the rules as they are now."""
    kind = type(thing)
    session.execute(select(kind.id).where(kind.id == thing.id).with_for_update())
    columns = {name for setting in settings_for(thing) for name in setting.columns}
    session.refresh(
        thing, ["rules", "version", *(name for name in columns if hasattr(thing, name))]
    )


def _checked(thing: Edition | Award, key: str, raw: object) -> Any:
    if SETTING[key] not in settings_for(thing):
        raise rules.NotHere
    if raw is AS_THE_EDITION and isinstance(thing, Award) and SETTING[key].may_override:
        return AS_THE_EDITION
    keys = [criterion.key for criterion in _edition_of(thing).criteria]
    return checked(key, raw, criteria=keys)


def _edition_of(thing: Edition | Award) -> Edition:
    return thing if isinstance(thing, Edition) else thing.edition


def _is_so(thing: Edition | Award, key: str, value: Any) -> bool:
    """Say whether a thing says this already; an award's own word counts even if it is the same."""
    if isinstance(thing, Award) and SETTING[key].may_override:
        own = is_overridden(thing, key)
        return not own if value is AS_THE_EDITION else own and value_of(thing, key) == value
    return bool(value_of(thing, key) == value)


def _put(thing: Edition | Award, key: str, value: Any) -> None:
    setting = SETTING[key]
    if len(setting.columns) > 1:
        for column, part in zip(setting.columns, str(value).split("-"), strict=True):
            setattr(thing, column, int(part))
    elif setting.columns:
        setattr(thing, setting.columns[0], value)
    else:
        others = {name: said for name, said in (thing.rules or {}).items() if name != key}
        thing.rules = others if value is AS_THE_EDITION else {**others, key: value}


def _note(
    session: Session,
    thing: Edition | Award,
    before: Mapping[str, str],
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """Write down what changed: a code in the trail, and the reason beside it."""
    if not before:
        return
    award = thing if isinstance(thing, Award) else None
    edition = _edition_of(thing)
    after = {key: in_code(value_of(thing, key)) for key in before}
    session.add_all(
        RuleChange(
            edition_id=edition.id,
            award_id=award.id if award else None,
            key=key,
            before=before[key],
            after=after[key],
            reason=reason,
            changed_at=at,
            changed_by_id=by.person_id,
        )
        for key in before
    )
    session.flush()
    record(
        session,
        "rules.changed",
        subject=f"award:{award.id}" if award else f"edition:{edition.id}",
        by=by,
        at=at,
        programme_id=edition.programme_id,
        changes=[f"{key}:{before[key]}>{after[key]}" for key in sorted(before)],
        reason=bool(reason),
    )
