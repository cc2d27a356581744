"""Who works in the same administration as a candidate, told as ids: no names leave here.

The juries ask this module so that nobody from the nominee's own administration reads a candidate
alone. It is no ground of a conflict.
"""

from collections.abc import Mapping

from awards.accounts.models import OrgKind
from awards.triage.closeness import Close
from awards.triage.closeness.units import Units


def colleagues_of(close: Close) -> frozenset[tuple[str, str]]:
    """Return (person, candidate) where both belong to the same administration.

    An administration is what stands right below an employer, with everything in it; a company is
    one by itself. Somebody who belongs to the employer as a whole is nobody's colleague.
    """
    if close.on_file is None:
        return frozenset()
    administration = administrations(close.on_file.organisation)
    of_candidate: dict[str, set[str]] = {}
    for unit_id, candidates in close.on_file.units.items():
        if unit_id in administration:
            of_candidate.setdefault(administration[unit_id], set()).update(candidates)
    return frozenset(
        (person.id, candidate_id)
        for person in close.people
        for candidate_id in of_candidate.get(administration.get(person.org_unit_id or "", ""), ())
    )


def administrations(units: Units) -> dict[str, str]:
    """Return unit → the administration or company it belongs to; others are left out."""
    parents = {unit.id: unit.parent_id for unit in units.by_id.values()}
    companies = {unit.id for unit in units.by_id.values() if unit.kind is OrgKind.COMPANY}
    found: dict[str, str] = {}
    for unit_id in parents:
        path = _path(unit_id, parents)
        if len(path) > 1:
            found[unit_id] = path[-2]
        elif unit_id in companies:
            found[unit_id] = unit_id
    return found


def _path(unit_id: str, parents: Mapping[str, str | None]) -> list[str]:
    """Return a unit and what is above it, up to the top."""
    path: list[str] = []
    above: str | None = unit_id
    while above is not None and above in parents and above not in path:
        path.append(above)
        above = parents[above]
    return path
