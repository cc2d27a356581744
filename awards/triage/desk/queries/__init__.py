"""What the desk has noted, for coordinators of the programme only."""

from awards.triage.desk.queries.findings import (
    kept_of,
    outdated,
    overruled_on,
    standings_of,
    watched,
)
from awards.triage.desk.queries.people import Choice, coordinators, desk_of, units_named
from awards.triage.desk.queries.saved import note_of, view_for, views_for
from awards.triage.desk.queries.steps import chosen_for, last_step, step_for, verdict_step

__all__ = [
    "Choice",
    "chosen_for",
    "coordinators",
    "desk_of",
    "kept_of",
    "last_step",
    "note_of",
    "outdated",
    "overruled_on",
    "standings_of",
    "step_for",
    "units_named",
    "verdict_step",
    "view_for",
    "views_for",
    "watched",
]
