"""Reading imports, for whoever looks after people."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgImport, OrgUnit
from awards.accounts.organisation.queries.whose import is_our_unit
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission


def import_for(session: Session, actor: Actor, import_id: str) -> OrgImport:
    """Return an import, to who uploaded it or to an administrator of everything.

    Raises NotFound.
    """
    found = session.get(OrgImport, import_id)
    if found is None or not actor.may(Permission.MANAGE_PEOPLE):
        raise NotFound
    if found.asked_by_id != actor.person_id and not actor.may_everywhere(Permission.ADMINISTER):
        raise NotFound
    return found


def newest_imports(session: Session, actor: Actor, *, most: int = 10) -> Sequence[OrgImport]:
    """Return the newest imports that `import_for` gives, newest first."""
    if not actor.may(Permission.MANAGE_PEOPLE):
        return ()
    wanted = select(OrgImport).order_by(OrgImport.asked_at.desc(), OrgImport.id).limit(most)
    if not actor.may_everywhere(Permission.ADMINISTER):
        wanted = wanted.where(OrgImport.asked_by_id == actor.person_id)
    return session.scalars(wanted).all()


def employers(session: Session, actor: Actor) -> Sequence[str]:
    """Return the names of the employers that the actor looks after."""
    if not actor.may(Permission.MANAGE_PEOPLE):
        return ()
    tops = (OrgUnit.parent_id.is_(None), OrgUnit.valid_to.is_(None), is_our_unit(actor))
    wanted = select(OrgUnit.name).where(*tops)
    return session.scalars(wanted.order_by(OrgUnit.name)).all()
