"""A plan as it is kept for its preview page: counts, the first of each kind, all that is wrong."""

from typing import Any

from awards.accounts.organisation.imports.plan import Plan

MOST_SHOWN = 100
MOST_FAULTS = 200


def preview_of(plan: Plan) -> dict[str, Any]:
    """Return what the preview page shows of a plan, as JSON."""
    groups: dict[str, list[list[str]]] = {}
    for what, changes in (("units", plan.units), ("people", plan.people)):
        for change in changes:
            shown = groups.setdefault(f"{what}-{change.verb}", [])
            if len(shown) < MOST_SHOWN:
                shown.append([change.name, change.before, change.after])
    return {
        "counts": plan.counts(),
        "unchanged": dict(plan.unchanged),
        "groups": groups,
        "kept": plan.kept[:MOST_SHOWN],
        "left_out": plan.left_out[:MOST_SHOWN],
        "let_in": plan.let_in[:MOST_SHOWN],
        "faults": [
            [fault.sheet, fault.row, fault.column, fault.message, fault.values]
            for fault in plan.faults[:MOST_FAULTS]
        ],
        "fault_count": len(plan.faults),
    }


def unreadable(message: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return what the preview page shows of a file that cannot be read at all."""
    return {
        "counts": {},
        "unchanged": {},
        "groups": {},
        "kept": [],
        "faults": [["", 0, "", message, values]],
        "fault_count": 1,
    }
