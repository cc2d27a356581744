"""Reading what is kept, until when, and what has gone."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from awards.accounts.models import Person
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.privacy.models import Purge
from awards.privacy.record_classes import LABELS, classes_of, files_of
from awards.programmes.models import Edition, Programme


def editions_kept(session: Session, actor: Actor) -> Sequence[Edition]:
    """Return every opened edition of the programmes the actor administers, newest first."""
    held = actor.programmes_with(Permission.ADMINISTER)
    return session.scalars(
        select(Edition)
        .join(Edition.programme)
        .where(Programme.id.in_(held), Edition.opened_at.is_not(None))
        .options(contains_eager(Edition.programme), selectinload(Edition.awards))
        .order_by(Programme.slug, Edition.year.desc(), Edition.slug)
    ).all()


def edition_kept(session: Session, actor: Actor, edition_id: str) -> Edition:
    """Return one of them. Raises NotFound."""
    found = next((e for e in editions_kept(session, actor) if e.id == edition_id), None)
    if found is None:
        raise NotFound
    return found


def opened(session: Session) -> Sequence[Edition]:
    """Return every opened edition: for the command line."""
    wanted = select(Edition).where(Edition.opened_at.is_not(None)).order_by(Edition.id)
    return session.scalars(wanted.options(selectinload(Edition.awards))).all()


def counts(session: Session, edition_id: str) -> dict[str, int]:
    """Return table → how many rows of an edition a purge would take; empty ones are left out.

    One query, however many tables there are.
    """
    going = classes_of(edition_id)
    files = select(func.count()).select_from(files_of(edition_id).subquery())
    asked = [one.count().scalar_subquery() for one in going]
    numbers = session.execute(select(*asked, files.scalar_subquery())).one()
    names = [*(one.table.name for one in going), "stored_file"]
    found = dict(zip(names, numbers, strict=True))
    return {name: number for name, number in found.items() if number or name in LABELS}


@dataclass(frozen=True)
class Told:
    """A purge as it is told."""

    purge: Purge
    by: str
    """A name; "" when nobody is known."""


def purges_of(session: Session, editions: Sequence[Edition]) -> dict[str, Told]:
    """Return edition's id → the record of its purge."""
    rows = session.execute(
        select(Purge, Person.name)
        .outerjoin(Person, Person.id == Purge.purged_by_id)
        .where(Purge.edition_id.in_([edition.id for edition in editions]))
    )
    return {purge.edition_id: Told(purge, name or "") for purge, name in rows}
