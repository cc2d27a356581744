"""When an edition's texts may go."""

from datetime import datetime

from awards.core.errors import Conflict, WrongInput
from awards.core.languages import N_
from awards.programmes.models import Edition
from awards.programmes.rules import is_past_keeping


class NotDue(Conflict):
    """Texts are kept as long as their nominators were told."""

    message = N_("The texts of this edition are still to be kept, or gone already.")


class BasisMissing(WrongInput):
    """A purge stands on a decision."""

    message = N_("Write which decision lets the texts go. It stays on record.")


def require_due(edition: Edition, at: datetime) -> None:
    """Raise NotDue unless the texts have been kept as long as was promised, and are there."""
    if not is_past_keeping(edition, at):
        raise NotDue
