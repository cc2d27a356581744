"""What kinds of units and changes are called on a page, and in an exported file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from awards.accounts.models import ImportState, OrgKind
from awards.accounts.organisation.exports import Headings

KIND_NAMES: dict[OrgKind, str] = {
    OrgKind.EMPLOYER: _l("Employer"),
    OrgKind.ADMINISTRATION: _l("Administration"),
    OrgKind.COMPANY: _l("Company"),
    OrgKind.UNIT: _l("Unit"),
}

IMPORT_STATES: dict[ImportState, tuple[str, str]] = {
    ImportState.READING: (_l("Being read"), "waiting"),
    ImportState.PREVIEW: (_l("Waits for your word"), "warning"),
    ImportState.APPLYING: (_l("Being saved"), "waiting"),
    ImportState.APPLIED: (_l("Imported"), "good"),
    ImportState.DROPPED: (_l("Dropped"), "neutral"),
}
"""State → what it is called, and the colour of its tag."""

_GROUPS: dict[str, str] = {
    "units-added": _l("New units"),
    "units-renamed": _l("Units with a new name"),
    "units-moved": _l("Units that move"),
    "units-manager": _l("Units with another manager"),
    "units-closed": _l("Units that close"),
    "units-reopened": _l("Units that open again"),
    "units-changed": _l("Units with other details"),
    "people-added": _l("New people"),
    "people-renamed": _l("People with a new name"),
    "people-title": _l("People with another title"),
    "people-moved": _l("People who move to another unit"),
    "people-closed": _l("People who leave"),
    "people-reopened": _l("People who come back"),
}


@dataclass(frozen=True)
class Group:
    """The changes of one kind on a preview: how many, and the first of them."""

    key: str
    title: str
    count: int
    rows: Sequence[Sequence[str]]

    @property
    def compares(self) -> bool:
        """Whether each row has a before."""
        return any(row[1] for row in self.rows)

    @property
    def says_more(self) -> bool:
        """Whether each row says more than a name."""
        return any(row[2] for row in self.rows)


def groups_of(preview: Mapping[str, Any]) -> list[Group]:
    """Return the changes of a preview, in the order of importance."""
    counts, rows = preview.get("counts", {}), preview.get("groups", {})
    return [
        Group(key, str(title), counts[key], rows.get(key, []))
        for key, title in _GROUPS.items()
        if counts.get(key)
    ]


@dataclass(frozen=True)
class FaultLine:
    """What is wrong, and where the reader finds it."""

    where: str
    words: str


def faults_of(preview: Mapping[str, Any]) -> list[FaultLine]:
    """Return what is wrong with a file, in the reader's language."""
    return [
        FaultLine(_place(sheet, row, column), _(message, **values))
        for sheet, row, column, message, values in preview.get("faults", [])
    ]


def _place(sheet: str, row: int, column: str) -> str:
    parts = [sheet] if sheet else []
    if row:
        parts.append(_("row %(row)s", row=row))
    if column:
        parts.append(_("column “%(column)s”", column=column))
    return ", ".join(parts) or _("The whole file")


def change_total(counts: Mapping[str, int]) -> int:
    """Return how many changes there are."""
    return sum(counts.values())


def headings() -> Headings:
    """Return the headings of exported files; an import knows them all again."""
    return Headings(
        units=[
            _("Employer"),
            _("Code"),
            _("Name"),
            _("Parent unit"),
            _("Kind"),
            _("Manager"),
            _("Valid from"),
            _("Valid to"),
        ],
        people=[
            _("Employer"),
            _("Name"),
            _("E-mail"),
            _("Title"),
            _("Unit code"),
            _("Unit"),
            _("Manages the unit"),
        ],
        units_sheet=_("Units"),
        people_sheet=_("People"),
        manager_yes=_("yes"),
    )
