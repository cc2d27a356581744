"""May a blind copy be approved, and what the jury calls it. Pure."""

from collections.abc import Iterable, Sequence

from awards.core.errors import Conflict, WrongInput
from awards.core.languages import N_
from awards.nominations.models import Nomination
from awards.triage.blind_files.models import BlindFile, FileState


class NotLookedAt(WrongInput):
    """A person has to say that they have opened the copy."""

    message = N_("Open the copy and look at it, then tick that nobody can be recognised in it.")


class FileChanged(Conflict):
    """Another copy has been uploaded, or this one decided on, since the page was opened."""

    message = N_("Somebody has changed something about this file since you opened the page.")


class NamesCame(Conflict):
    """The nominations name more people than when the copy was looked at."""

    message = N_(
        "Names have come into the nomination since, and they stand in this copy. Look at it again."
    )


def may_name_more(blind_file: BlindFile, nominations: Sequence[Nomination]) -> bool:
    """Say whether the nominations may hold names that the copy was not searched for."""
    if not blind_file.readable:
        return False
    return len(nominations) > 1 or any(n.changed_at > blind_file.uploaded_at for n in nominations)


def next_number(there: Iterable[BlindFile], attachment_id: str) -> int:
    """Return what the jury will call an attachment: as before, else the next number."""
    there = list(there)
    own = next((one.number for one in there if one.attachment_id == attachment_id), None)
    return own or max((one.number for one in there), default=0) + 1


def numbered(there: Sequence[BlindFile]) -> dict[str, int]:
    """Return attachment id → what the jury calls it, also where merged candidates had the same."""
    first = sorted({(one.number, one.attachment_id) for one in there})
    return {attachment_id: place for place, (_, attachment_id) in enumerate(first, start=1)}


def require_approvable(blind_file: BlindFile, *, looked: bool) -> None:
    """Raise FileChanged unless it is a draft, NotLookedAt unless a person has looked."""
    if blind_file.state is not FileState.DRAFT:
        raise FileChanged
    if not looked:
        raise NotLookedAt
