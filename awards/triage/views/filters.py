"""The list's filters in the address: read, kept along, and changed by a link."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from flask import request, url_for

from awards.core.permissions import Actor
from awards.core.text import tidy
from awards.nominations.models import Channel
from awards.programmes.models import Edition
from awards.triage.findings import FindingKind
from awards.triage.queries import (
    NOBODY,
    CopyFilter,
    DuplicateFilter,
    FindingFilter,
    SignalFilter,
    Sort,
    Wanted,
)
from awards.triage.rules import TriageState
from awards.triage.signals.kinds import SignalKind

E = TypeVar("E", bound=StrEnum)
ME = "me"
"""Whoever looks: a shared view of one's own work is everybody's own."""
KEYS = (
    "state",
    "award",
    "q",
    "finding",
    "channel",
    "late",
    "assignee",
    "unit",
    "copy",
    "duplicates",
    "signal",
    "sort",
)
"""What the address may hold beside the edition and the page."""
_LONGEST_SEARCH = 80
_HERE = "here-stands-the-id"
_LONGEST_ID = 40


@dataclass(frozen=True)
class Filters:
    """What is wanted of an edition, as it stands in the address."""

    edition: Edition
    args: dict[str, Any]
    wanted: Wanted

    def url(self, endpoint: str = "triage.desk", **changes: Any) -> str:
        """Return the address of this list with some filters changed; None takes one away."""
        return url_for(endpoint, edition=self.edition.id, **{**self.args, **changes})

    def page(self, number: int) -> str:
        """Return the address of one page of the list."""
        return self.url(page=number) if number > 1 else self.url()

    def nomination(self, nomination_id: str) -> str:
        """Return the address of a nomination, which knows the list it was opened from."""
        before, after = self._around_id
        return f"{before}{nomination_id}{after}"

    @cached_property
    def _around_id(self) -> list[str]:
        """Return what stands before and after the id: a page shows fifty such addresses."""
        return url_for("triage.nomination", nomination_id=_HERE, **self.args).split(_HERE, 1)


def filters_in(edition: Edition, actor: Actor, args: Mapping[str, str] | None = None) -> Filters:
    """Read the filters from the address, or from a saved view; nonsense means no filter."""
    given = request.args if args is None else args
    asked = {key: tidy(given.get(key, "")) for key in KEYS}
    kinds = _one_of(FindingKind, asked["finding"]) or _one_of(FindingFilter, asked["finding"])
    assignee = asked["assignee"][:_LONGEST_ID] or None
    wanted = Wanted(
        state=_one_of(TriageState, asked["state"]),
        award_id=_award_id(edition, asked["award"]),
        search=asked["q"][:_LONGEST_SEARCH],
        finding=kinds,
        channel=_one_of(Channel, asked["channel"]),
        late=asked["late"] == "yes",
        assignee=actor.person_id if assignee == ME else assignee,
        unit_id=asked["unit"][:_LONGEST_ID] or None,
        copy=_one_of(CopyFilter, asked["copy"]),
        duplicates=_one_of(DuplicateFilter, asked["duplicates"]),
        signal=_one_of(SignalKind, asked["signal"]) or _one_of(SignalFilter, asked["signal"]),
        sort=_one_of(Sort, asked["sort"]) or Sort.WAITING,
    )
    return Filters(edition, _args(wanted, assignee), wanted)


def _award_id(edition: Edition, asked: str) -> str | None:
    """Return an award by its id, or by its name in addresses, as a saved view has it."""
    awards = edition.awards if asked else ()
    return next((award.id for award in awards if asked in {award.id, award.slug}), None)


def _one_of(kind: type[E], text: str) -> E | None:
    return kind(text) if text in set(kind) else None


def _args(wanted: Wanted, assignee: str | None) -> dict[str, Any]:
    """Return what of it stands in the address."""
    values = {
        "state": wanted.state,
        "award": wanted.award_id,
        "q": wanted.search,
        "finding": wanted.finding,
        "channel": wanted.channel,
        "late": "yes" if wanted.late else None,
        "assignee": assignee,
        "unit": wanted.unit_id,
        "copy": wanted.copy,
        "duplicates": wanted.duplicates,
        "signal": wanted.signal,
        "sort": None if wanted.sort is Sort.WAITING else wanted.sort,
    }
    return {key: str(value) for key, value in values.items() if value}


def saved_args(filters: Filters) -> dict[str, str]:
    """Return the filters as a view keeps them: an award by its name in addresses, next year too."""
    slugs = {award.id: award.slug for award in filters.edition.awards}
    award = filters.args.get("award")
    return {**filters.args, **({"award": slugs[award]} if award else {})}


__all__ = ["KEYS", "ME", "NOBODY", "Filters", "filters_in", "saved_args"]
