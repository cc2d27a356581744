"""Who may give and take which role. Pure."""

from awards.accounts.rules import NEEDED, LastOne
from awards.core.errors import Conflict, Forbidden, WrongInput
from awards.core.languages import N_
from awards.core.permissions import WHOLE_PROGRAMME, Actor, Permission, Role


class OnlyAdministrators(Forbidden):
    """A coordinator makes no administrators, and unmakes none."""

    message = N_("Only an administrator can make somebody administrator, or take that away.")


class WholeProgramme(WrongInput):
    """A role in one edition, that is always the programme's."""

    message = N_("This role is always held in all editions. Choose “All editions”.")


class AddressTaken(Conflict):
    """Somebody is here under this address already."""

    message = N_("Somebody with this address is here already. Give them the role instead.")


class WorksElsewhere(WrongInput):
    """Another programme's people, and its guests, are invited by address, never found by name."""

    message = N_(
        "%(name)s belongs to an organisation outside this programme. Invite them as a guest, with "
        "their e-mail address."
    )


class NotAcross(WrongInput):
    """A role for all of a programme, given to another programme's people."""

    message = N_(
        "Somebody from outside can be on the jury, but not look after the programme. Only whoever "
        "administers all programmes can give them this role."
    )


class HeldAlready(WrongInput):
    """Invited again, as the same."""

    message = N_("Whoever has this address has that role already.")


def may_give(actor: Actor, role: Role, programme_id: str) -> bool:
    """Say whether the actor may give a role in a programme, and take it away."""
    return actor.may_give(role, programme_id)


def require_may_give(actor: Actor, role: Role, programme_id: str) -> None:
    """Raise OnlyAdministrators unless the actor may give the role."""
    if not may_give(actor, role, programme_id):
        raise OnlyAdministrators


def require_place(role: Role, edition_id: str | None) -> None:
    """Raise WholeProgramme for one edition of a role that is held in all of them."""
    if edition_id is not None and role in WHOLE_PROGRAMME:
        raise WholeProgramme


def require_across(actor: Actor, role: Role) -> None:
    """Raise NotAcross unless the actor may give another programme's people the role.

    Whoever holds it is let in by their address, which then only those may change who could give
    the role: so nobody locks the people of another programme who is not above both.
    """
    if role in WHOLE_PROGRAMME and not actor.may_everywhere(Permission.GRANT_ROLES):
        raise NotAcross


def require_another(role: Role, others: int) -> None:
    """Raise LastOne when nobody else holds a role that somebody has to hold."""
    if role in NEEDED and not others:
        raise LastOne
