"""What can connect a person with a candidate, and about whom it is asked."""

from dataclasses import dataclass, field
from enum import StrEnum


class Closeness(StrEnum):
    """What connects a person with a candidate; the weightiest first."""

    IS_NOMINEE = "is-nominee"
    NOMINATED_IT = "nominated-it"
    NAMED_PERSON = "named-person"
    MANAGES = "manages"
    MANAGED_BY = "managed-by"
    SAME_UNIT = "same-unit"
    NAMED_UNIT = "named-unit"
    SAME_NAME_AND_UNIT = "same-name-and-unit"
    WON_TOGETHER = "won-together"


WEIGHT = {kind: place for place, kind in enumerate(Closeness)}
"""Closeness → its place, the weightiest lowest."""


@dataclass(frozen=True)
class Asked:
    """A person facts are looked for about, with whom and what they say they are close to."""

    id: str
    name: str
    email: str
    org_unit_id: str | None = None
    named_people: tuple[str, ...] = ()
    """Names, as the person or the directory writes them."""
    named_units: tuple[str, ...] = ()
    """Ids of units; what lies below them counts as well."""


@dataclass(frozen=True)
class Fact:
    """Something on file that connects a person with a candidate."""

    person_id: str
    candidate_id: str
    ground: Closeness


@dataclass(frozen=True)
class Evidence(Fact):
    """A fact with the words it stands on. They name people: for the coordinator alone."""

    words: tuple[str, ...] = field(default=())
