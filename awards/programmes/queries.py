"""Reading programmes, editions and awards."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased, contains_eager, selectinload, with_expression

from awards.accounts.models import OrgKind, OrgUnit
from awards.accounts.organisation.queries.whose import is_our_unit
from awards.core.db import leave_out_texts
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.programmes.models import (
    Award,
    Criterion,
    Edition,
    EligibleOrganisation,
    Programme,
)

Found = TypeVar("Found")


def is_open() -> ColumnElement[bool]:
    """Keep to editions that are neither drafts nor archived; the programme must be joined."""
    return and_(Edition.opened_at.is_not(None), in_use())


def in_use() -> ColumnElement[bool]:
    """Keep to editions that are not archived, drafts among them; the programme must be joined."""
    return and_(Edition.archived_at.is_(None), Programme.archived_at.is_(None))


def in_places(places: Collection[str] | BindParameter[str]) -> ColumnElement[bool]:
    """Return the condition on `Edition` for its being one of these, or its programme being one.

    `places` is what `Actor.places_with` returns, or the parameter of a statement built once.
    """
    return or_(Edition.programme_id.in_(places), Edition.id.in_(places))


def public_editions(session: Session) -> Sequence[Edition]:
    """Return every edition that was opened, with its programme and awards, newest first."""
    return session.scalars(
        select(Edition)
        .join(Edition.programme)
        .where(is_open())
        .options(contains_eager(Edition.programme), selectinload(Edition.awards))
        .order_by(Edition.year.desc(), Edition.slug)
    ).all()


def public_edition(session: Session, programme: str, edition: str) -> Edition:
    """Return an edition by its slugs, with programme and awards. Raises NotFound."""
    found = session.scalars(
        select(Edition)
        .join(Edition.programme)
        .where(Programme.slug == programme, Edition.slug == edition, is_open())
        .options(contains_eager(Edition.programme), selectinload(Edition.awards))
    ).first()
    if found is None:
        raise NotFound
    return found


_OTHER = aliased(Award)
_OTHERS = (
    select(func.count(_OTHER.id))
    .where(
        _OTHER.edition_id == Award.edition_id,
        _OTHER.id != Award.id,
        _OTHER.archived_at.is_(None),
    )
    .scalar_subquery()
)
_PUBLIC_AWARD = (
    select(Award)
    .join(Award.edition)
    .join(Edition.programme)
    .where(
        Programme.slug == bindparam("programme"),
        Edition.slug == bindparam("edition"),
        Award.slug == bindparam("award"),
        Award.archived_at.is_(None),
        is_open(),
    )
    .options(
        contains_eager(Award.edition).contains_eager(Edition.programme),
        with_expression(Award.others, _OTHERS),
    )
)
"""Made once: everybody who nominates asks for this, and making it costs more than running it."""


def public_award(session: Session, programme: str, edition: str, award: str) -> Award:
    """Return an award by its slugs, with edition and programme, and how many others there are.

    The prompts come with a second query when somebody looks at them. Raises NotFound.
    """
    slugs = {"programme": programme, "edition": edition, "award": award}
    found = session.scalars(_PUBLIC_AWARD, slugs).first()
    if found is None:
        raise NotFound
    return found


def editions_for(
    session: Session, actor: Actor, permission: Permission, *, drafts: bool = False
) -> Sequence[Edition]:
    """Return the editions in which `actor` holds `permission`, with awards.

    Newest first; `drafts`, when they are wanted, stand behind the opened ones.
    """
    held = in_places(actor.places_with(permission))
    return session.scalars(
        select(Edition)
        .join(Edition.programme)
        .where(held, in_use() if drafts else is_open())
        .options(contains_eager(Edition.programme), selectinload(Edition.awards))
        .order_by(Edition.opened_at.is_(None), Edition.year.desc(), Edition.slug)
    ).all()


def edition_for(
    session: Session,
    actor: Actor,
    permission: Permission,
    edition_id: str | None = None,
    *,
    drafts: bool = False,
) -> Edition:
    """Return one edition the actor may work with: the asked one, else the newest.

    Raises NotFound also for an edition of a programme in which the permission is not held.
    """
    return one_of(editions_for(session, actor, permission, drafts=drafts), edition_id)


def one_of(editions: Sequence[Edition], edition_id: str | None) -> Edition:
    """Return the asked one of some editions, else the first. Raises NotFound."""
    for edition in editions:
        if edition_id in {None, edition.id}:
            return edition
    raise NotFound


def edition_of(session: Session, award_ids: Iterable[str]) -> Edition | None:
    """Return the edition of some awards of one; what the session holds already is not asked for."""
    award = next((session.get(Award, award_id) for award_id in award_ids), None)
    return award.edition if award is not None else None


def award_for(session: Session, actor: Actor, permission: Permission, award_id: str) -> Award:
    """Return an award the actor may work with, with edition, programme, criteria and weights.

    Raises NotFound also for an award of a programme in which the permission is not held.
    """
    values = {"award": award_id, "places": sorted(actor.places_with(permission))}
    found = session.scalars(_award_held(), values).first()
    if found is None:
        raise NotFound
    return found


@cache
def _award_held() -> Select[Award]:
    return (
        select(Award)
        .join(Award.edition)
        .join(Edition.programme)
        .where(
            Award.id == bindparam("award"),
            Award.archived_at.is_(None),
            in_places(bindparam("places", type_=String(), expanding=True)),
            in_use(),
        )
        .options(
            contains_eager(Award.edition).contains_eager(Edition.programme),
            contains_eager(Award.edition).selectinload(Edition.criteria),
            selectinload(Award.weights),
        )
    )


def _to_set_up(actor: Actor) -> ColumnElement[bool]:
    """Keep to programmes in which the actor may set things up, and out of the archive."""
    return and_(Programme.id.in_(actor.programmes_with(Permission.SET_UP)), in_use())


def programmes_to_set_up(session: Session, actor: Actor) -> Sequence[Programme]:
    """Return the programmes the actor may set up, with their editions, drafts too."""
    return session.scalars(
        select(Programme)
        .where(
            Programme.id.in_(actor.programmes_with(Permission.SET_UP)),
            Programme.archived_at.is_(None),
        )
        .options(
            selectinload(Programme.editions.and_(Edition.archived_at.is_(None))).options(
                *leave_out_texts(Edition, "name"),
                selectinload(Edition.awards).options(*leave_out_texts(Award)),
            )
        )
        .order_by(Programme.organisation, Programme.slug)
    ).all()


def programme_to_set_up(
    session: Session, actor: Actor, programme_id: str, permission: Permission = Permission.SET_UP
) -> Programme:
    """Return a programme the actor may set up, archived or not, with its editions' awards.

    Raises NotFound.
    """
    return _one(
        session.scalars(
            select(Programme)
            .where(
                Programme.id == programme_id, Programme.id.in_(actor.programmes_with(permission))
            )
            .options(selectinload(Programme.editions).selectinload(Edition.awards))
        ).first()
    )


def slug_is_taken(session: Session, slug: str) -> bool:
    """Say whether a programme has this address, archived or not."""
    return session.scalars(select(Programme.id).where(Programme.slug == slug)).first() is not None


def edition_to_set_up(session: Session, actor: Actor, edition_id: str) -> Edition:
    """Return an edition the actor may set up, with all it consists of. Raises NotFound."""
    return _one(
        session.scalars(
            select(Edition)
            .join(Edition.programme)
            .where(Edition.id == edition_id, _to_set_up(actor))
            .options(
                contains_eager(Edition.programme),
                selectinload(Edition.awards).selectinload(Award.prompts),
                selectinload(Edition.awards).selectinload(Award.weights),
                selectinload(Edition.criteria),
            )
        ).first()
    )


def award_to_set_up(session: Session, actor: Actor, award_id: str) -> Award:
    """Return an award the actor may set up, with its prompts. Raises NotFound."""
    return _one(
        session.scalars(
            select(Award)
            .join(Award.edition)
            .join(Edition.programme)
            .where(Award.id == award_id, Award.archived_at.is_(None), _to_set_up(actor))
            .options(
                contains_eager(Award.edition).contains_eager(Edition.programme),
                selectinload(Award.prompts),
            )
        ).first()
    )


def criterion_to_set_up(session: Session, actor: Actor, criterion_id: str) -> Criterion:
    """Return a criterion the actor may set up. Raises NotFound."""
    return _one(
        session.scalars(
            select(Criterion)
            .join(Criterion.edition)
            .join(Edition.programme)
            .where(Criterion.id == criterion_id, Criterion.archived_at.is_(None), _to_set_up(actor))
            .options(contains_eager(Criterion.edition).contains_eager(Edition.programme))
        ).first()
    )


def _one(found: Found | None) -> Found:
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Archive:
    """What is archived in the programmes somebody may set up."""

    programmes: Sequence[Programme]
    editions: Sequence[Edition]
    awards: Sequence[Award]
    criteria: Sequence[Criterion]


def archive_of(session: Session, actor: Actor) -> Archive:
    """Return everything archived that the actor may bring back."""
    held = actor.programmes_with(Permission.SET_UP)
    mine = Programme.id.in_(held)
    return Archive(
        session.scalars(
            select(Programme)
            .where(
                Programme.id.in_(actor.programmes_with(Permission.ADMINISTER)),
                Programme.archived_at.is_not(None),
            )
            .order_by(Programme.slug)
        ).all(),
        session.scalars(
            select(Edition)
            .join(Edition.programme)
            .where(mine, Edition.archived_at.is_not(None))
            .options(contains_eager(Edition.programme))
            .order_by(Edition.archived_at.desc(), Edition.id)
        ).all(),
        session.scalars(
            select(Award)
            .join(Award.edition)
            .join(Edition.programme)
            .where(mine, Award.archived_at.is_not(None))
            .options(contains_eager(Award.edition).contains_eager(Edition.programme))
            .order_by(Award.archived_at.desc(), Award.id)
        ).all(),
        session.scalars(
            select(Criterion)
            .join(Criterion.edition)
            .join(Edition.programme)
            .where(mine, Criterion.archived_at.is_not(None))
            .options(contains_eager(Criterion.edition).contains_eager(Edition.programme))
            .order_by(Criterion.archived_at.desc(), Criterion.id)
        ).all(),
    )


def archived(
    session: Session, actor: Actor, kind: str, thing_id: str
) -> Programme | Edition | Award | Criterion:
    """Return something archived that the actor may bring back. Raises NotFound."""
    archive = archive_of(session, actor)
    things: dict[str, Sequence[Programme | Edition | Award | Criterion]] = {
        "programme": archive.programmes,
        "edition": archive.editions,
        "award": archive.awards,
        "criterion": archive.criteria,
    }
    found = next((thing for thing in things.get(kind, ()) if thing.id == thing_id), None)
    if found is None:
        raise NotFound
    return found


def eligible_in(session: Session, edition: Edition) -> frozenset[str]:
    """Return the ids of the organisations whose staff may be nominated in an edition."""
    wanted = select(EligibleOrganisation.org_unit_id).where(
        EligibleOrganisation.edition_id == edition.id
    )
    return frozenset(session.scalars(wanted))


def units_to_choose(session: Session, actor: Actor, chosen: Collection[str]) -> Sequence[OrgUnit]:
    """Return the heads of the organisation, and whatever is chosen already.

    An employer of other programmes only is for an administrator of everything to share.
    """
    wanted = or_(
        OrgUnit.kind != OrgKind.UNIT, OrgUnit.parent_id.is_(None), OrgUnit.id.in_(list(chosen))
    )
    ours = or_(is_our_unit(actor), OrgUnit.id.in_(list(chosen)))
    return session.scalars(select(OrgUnit).where(wanted, ours)).all()
