"""Choosing whose staff may be nominated in an edition."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgUnit
from awards.accounts.organisation.queries.whose import is_our_unit
from awards.audit.actions import record
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.programmes import rules
from awards.programmes.eligible import ORGANISATIONS
from awards.programmes.models import Edition, EligibleOrganisation, RuleChange


def choose_organisations(
    session: Session,
    edition: Edition,
    unit_ids: Collection[str],
    *,
    reason: str,
    version: int,
    by: Actor,
    at: datetime,
) -> bool:
    """Let the staff of these organisations be nominated, and no others; say if that is new.

    Raises NobodyTakesPart when there is none, ChangedMeanwhile, NotFound for a unit that is none or
    another programme's, RulesLocked once an award is being scored, and ReasonMissing once
    nominations have opened.
    """
    if not unit_ids:
        raise rules.NobodyTakesPart
    session.refresh(edition, with_for_update=True)
    if edition.version != version:
        raise rules.ChangedMeanwhile
    rows = session.scalars(
        select(EligibleOrganisation).where(EligibleOrganisation.edition_id == edition.id)
    ).all()
    before, wanted = {row.org_unit_id for row in rows}, set(unit_ids)
    if before == wanted:
        return False
    ours = or_(OrgUnit.id.in_(before), is_our_unit(by))
    known = session.scalars(select(OrgUnit.id).where(OrgUnit.id.in_(wanted), ours)).all()
    if set(known) != wanted:
        raise NotFound
    rules.require_changeable([ORGANISATIONS], rules.furthest_phase(edition, at), reason=reason)
    for row in rows:
        if row.org_unit_id not in wanted:
            session.delete(row)
    session.add_all(
        EligibleOrganisation(edition_id=edition.id, org_unit_id=unit) for unit in wanted - before
    )
    session.add(_note(edition, before, wanted, reason=reason, by=by, at=at))
    edition.version += 1
    session.flush()
    record(
        session,
        "organisations.chosen",
        subject=f"edition:{edition.id}",
        by=by,
        at=at,
        programme_id=edition.programme_id,
        added=sorted(wanted - before),
        removed=sorted(before - wanted),
        reason=bool(reason.strip()),
    )
    return True


def _note(
    edition: Edition, before: set[str], wanted: set[str], *, reason: str, by: Actor, at: datetime
) -> RuleChange:
    return RuleChange(
        edition_id=edition.id,
        key=ORGANISATIONS.key,
        before=",".join(sorted(before)),
        after=",".join(sorted(wanted)),
        reason=reason.strip(),
        changed_at=at,
        changed_by_id=by.person_id,
    )
