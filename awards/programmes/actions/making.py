"""Making a programme from a template, and next year's edition from this year's."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import RoleGrant
from awards.audit.actions import record
from awards.core.ids import new_id
from awards.core.permissions import Actor, Permission, Role
from awards.programmes import next_year, ready_made, rules
from awards.programmes.carrying import extras_for
from awards.programmes.models import Edition, EligibleOrganisation, Programme


def make_programme(
    session: Session, draft: ready_made.ProgrammeDraft, *, by: Actor, at: datetime
) -> Edition:
    """Make a programme and its first edition, a draft, which is returned.

    Whoever makes it gets the roles to go on with it. Raises SlugTaken.
    """
    rules.require_free(draft.slug, set(session.scalars(select(Programme.slug))))
    programme, edition = ready_made.draw_up(draft)
    session.add(programme)
    session.flush()
    session.add(edition)
    session.flush()
    what = {"template": draft.template, "edition_id": edition.id}
    subject = f"programme:{programme.id}"
    record(
        session, "programme.made", subject=subject, by=by, at=at, programme_id=programme.id, **what
    )
    if not by.may_everywhere(Permission.ADMINISTER):
        _grant(session, programme, Role.ADMIN, by=by, at=at)
    if draft.coordinate:
        _grant(session, programme, Role.COORDINATOR, by=by, at=at)
    return edition


def _grant(session: Session, programme: Programme, role: Role, *, by: Actor, at: datetime) -> None:
    grant = RoleGrant(id=new_id(), person_id=by.person_id, programme_id=programme.id, role=role)
    session.add(grant)
    session.flush()
    record(
        session,
        "role.granted",
        subject=f"role-grant:{grant.id}",
        by=by,
        at=at,
        programme_id=programme.id,
        edition_id=None,
        person_id=grant.person_id,
        role=role.value,
    )


def make_copy(
    session: Session, edition: Edition, draft: next_year.CopyDraft, *, by: Actor, at: datetime
) -> Edition:
    """Make next year's edition from an edition: a draft with the same settings.

    What `draft.extras` names comes along, too, if `by` may bring it. Raises SlugTaken when the
    programme has an edition with this address, archived or not.
    """
    programme = edition.programme
    session.execute(select(Programme.id).where(Programme.id == programme.id).with_for_update())
    slugs = select(Edition.slug).where(Edition.programme_id == programme.id)
    rules.require_free(draft.slug, set(session.scalars(slugs)))
    made = next_year.draw_up(edition, draft)
    session.add(made)
    session.flush()
    units = select(EligibleOrganisation.org_unit_id).where(
        EligibleOrganisation.edition_id == edition.id
    )
    session.add_all(
        EligibleOrganisation(edition_id=made.id, org_unit_id=unit)
        for unit in session.scalars(units).all()
    )
    session.flush()
    record(
        session,
        "edition.copied",
        subject=f"edition:{made.id}",
        by=by,
        at=at,
        programme_id=programme.id,
        from_edition_id=edition.id,
    )
    pairs = list(zip(edition.awards, made.awards, strict=True))
    for key, extra in extras_for(by, programme.id).items():
        if key in draft.extras:
            extra.carry(session, pairs, by=by, at=at)
    return made
