"""Reading programmes, editions and awards."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.programmes.models import Award, Edition, Programme


def public_editions(session: Session) -> Sequence[Edition]:
    """Return every edition with its programme and awards, newest first."""
    return session.scalars(
        select(Edition)
        .options(joinedload(Edition.programme), selectinload(Edition.awards))
        .order_by(Edition.year.desc(), Edition.slug)
    ).all()


def public_edition(session: Session, programme: str, edition: str) -> Edition:
    """Return an edition by its slugs, with programme and awards. Raises NotFound."""
    found = session.scalars(
        select(Edition)
        .join(Edition.programme)
        .where(Programme.slug == programme, Edition.slug == edition)
        .options(contains_eager(Edition.programme), selectinload(Edition.awards))
    ).first()
    if found is None:
        raise NotFound
    return found


_PUBLIC_AWARD = (
    select(Award)
    .join(Award.edition)
    .join(Edition.programme)
    .where(
        Programme.slug == bindparam("programme"),
        Edition.slug == bindparam("edition"),
        Award.slug == bindparam("award"),
    )
    .options(contains_eager(Award.edition).contains_eager(Edition.programme))
)
"""Made once: everybody who nominates asks for this, and making it costs more than running it."""


def public_award(session: Session, programme: str, edition: str, award: str) -> Award:
    """Return an award by its slugs, with edition and programme. Raises NotFound.

    The prompts come with a second query when somebody looks at them.
    """
    slugs = {"programme": programme, "edition": edition, "award": award}
    found = session.scalars(_PUBLIC_AWARD, slugs).first()
    if found is None:
        raise NotFound
    return found


def editions_for(session: Session, actor: Actor, permission: Permission) -> Sequence[Edition]:
    """Return the editions in which `actor` holds `permission`, newest first, with awards."""
    held = actor.programmes_with(permission)
    return session.scalars(
        select(Edition)
        .where(Edition.programme_id.in_(held))
        .options(joinedload(Edition.programme), selectinload(Edition.awards))
        .order_by(Edition.year.desc(), Edition.slug)
    ).all()


def edition_for(
    session: Session, actor: Actor, permission: Permission, edition_id: str | None = None
) -> Edition:
    """Return one edition the actor may work with: the asked one, else the newest.

    Raises NotFound also for an edition of a programme in which the permission is not held.
    """
    editions = editions_for(session, actor, permission)
    wanted = [e for e in editions if edition_id is None or e.id == edition_id]
    if not wanted:
        raise NotFound
    return wanted[0]


def award_for(session: Session, actor: Actor, permission: Permission, award_id: str) -> Award:
    """Return an award the actor may work with, with edition, programme, criteria and weights.

    Raises NotFound also for an award of a programme in which the permission is not held.
    """
    held = actor.programmes_with(permission)
    found = session.scalars(
        select(Award)
        .join(Award.edition)
        .where(Award.id == award_id, Edition.programme_id.in_(held))
        .options(
            contains_eager(Award.edition).joinedload(Edition.programme),
            contains_eager(Award.edition).selectinload(Edition.criteria),
            selectinload(Award.weights),
        )
    ).first()
    if found is None:
        raise NotFound
    return found
