"""What the organisation refuses: cycles, names in the future, closing what is in use."""

from collections.abc import Mapping
from datetime import date

from awards.accounts.models import OrgUnit
from awards.accounts.rules import LastOne
from awards.core.errors import Conflict, Forbidden, WrongInput
from awards.core.languages import N_


class Cycle(Conflict):
    """A unit would stand below itself."""

    message = N_("%(unit)s cannot belong to %(parent)s, because %(parent)s is a part of it.")


class CodeTaken(Conflict):
    """Another unit of the same employer has the code."""

    message = N_("%(unit)s already has the code %(code)s. A code belongs to one unit.")


class InUse(Conflict):
    """A unit cannot be closed while somebody works in it, or something belongs to it."""


class ChangedMeanwhile(Conflict):
    """Somebody else saved after this page was opened."""

    message = N_(
        "Somebody else has saved changes after you opened this page. What you wrote is kept: "
        "compare, and press the button again to let it replace the other."
    )


class EmailTaken(Conflict):
    """Another person has the address."""

    message = N_("%(name)s already has this address. One address belongs to one person.")


class AddressElsewhere(EmailTaken):
    """Somebody has it whom the actor does not look after, so they are not named."""

    message = N_("Somebody in another programme has this address. One belongs to one person.")


class NotYours(Forbidden):
    """Whoever holds a role is let in by their address: that is for those who give the role."""

    message = N_(
        "%(name)s has a role that you cannot give. Only somebody who can give it may change the "
        "address, or say whether they work here."
    )


class StillNeeded(LastOne):
    """Nobody else holds a role that somebody has to hold."""

    message = N_(
        "%(name)s is the last administrator or coordinator of something. Give that role to "
        "somebody else first."
    )


class SameName(Conflict):
    """Somebody of the same name works in the same unit."""

    message = N_(
        "%(name)s already works there, with the address %(email)s. If this is somebody else, "
        "tick the box below and save again."
    )


def require_no_cycle(unit: OrgUnit, parent: OrgUnit, parents: Mapping[str, str | None]) -> None:
    """Raise Cycle when `parent` is the unit itself or stands below it; `parents` is id → parent."""
    above: str | None = parent.id
    while above is not None:
        if above == unit.id:
            raise Cycle(unit=unit.name, parent=parent.name)
        above = parents.get(above)


def require_rename_day(unit: OrgUnit, day: date, today: date) -> None:
    """Raise WrongInput when a new name cannot begin on a day."""
    if day > today:
        raise WrongInput(
            N_("The day has not come yet. Change the name on the day, or give an earlier one.")
        )
    if unit.valid_from is not None and day <= unit.valid_from:
        raise WrongInput(N_("The unit began on that day, or later. Give a later day."))
    if any(day <= former.until for former in unit.former_names):
        raise WrongInput(
            N_("The unit got its present name on that day, or later. Give a later day.")
        )


NAMED_BY_A_ROUND = N_(
    "The staff of %(unit)s may be nominated in a round that is on or to come. Choose "
    "other organisations for it in the set-up first."
)


def require_closable(
    unit: OrgUnit, day: date, *, people: int, units: int, editions: int = 0
) -> None:
    """Raise InUse while people, open units or rounds need the unit, else WrongInput."""
    if people == 1:
        raise InUse(
            N_("Somebody works in %(unit)s. Move them to another unit first."), unit=unit.name
        )
    if people:
        raise InUse(
            N_("%(count)s people work in %(unit)s. Move them to another unit first."),
            count=people,
            unit=unit.name,
        )
    if units == 1:
        raise InUse(N_("A unit belongs to %(unit)s. Move or close it first."), unit=unit.name)
    if units:
        raise InUse(
            N_("%(count)s units belong to %(unit)s. Move or close them first."),
            count=units,
            unit=unit.name,
        )
    if editions:
        raise InUse(
            NAMED_BY_A_ROUND,
            unit=unit.name,
        )
    if unit.valid_from is not None and day < unit.valid_from:
        raise WrongInput(N_("The unit had not begun on that day. Give a later day."))
