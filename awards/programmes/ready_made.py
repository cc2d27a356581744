"""Programmes ready to use, read from `templates/*.json`: texts, criteria, prompts, rules."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from awards.core.clock import from_zone
from awards.core.ids import new_id
from awards.core.languages import N_
from awards.programmes.models import Award, Criterion, Edition, Programme, Prompt, Weight
from awards.programmes.next_year import MOMENTS

FOLDER = Path(__file__).parent / "templates"
TEMPLATES = {
    "lund": N_("Lund: six awards"),
    "sandnes": N_("Sandnes: one award"),
    "empty": N_("Empty"),
}
"""Template → what it is called."""

ABOUT = {
    "lund": N_(
        "The staff awards of Lund: Knowledge, Innovation, Openness, Listen, Learn and Lead,"
        " with six criteria and their weights."
    ),
    "sandnes": N_(
        "The innovation award of Sandnes, in Norwegian: one award for projects, with five"
        " criteria. What is not published is marked as to be confirmed."
    ),
    "empty": N_("No award and no criterion; you write everything yourself."),
}


@dataclass(frozen=True)
class ProgrammeDraft:
    """A programme as it was asked for, from a template."""

    template: str
    slug: str
    year: int
    coordinate: bool
    columns: dict[str, Any]


@cache
def _text(template: str) -> str:
    return (FOLDER / f"{template}.json").read_text(encoding="utf-8")


def read(template: str) -> dict[str, Any]:
    """Return a template's data; fresh each time, so that nobody changes another's."""
    found: dict[str, Any] = json.loads(_text(template))
    return found


def draw_up(draft: ProgrammeDraft) -> tuple[Programme, Edition]:
    """Return the programme and its first edition, a draft; they are in no session yet."""
    programme = Programme(id=new_id(), slug=draft.slug, **draft.columns)
    edition = edition_from(draft.template, draft.year, programme.time_zone)
    edition.programme_id = programme.id
    return programme, edition


def edition_from(template: str, year: int, zone: str) -> Edition:
    """Return a template's edition for a year, a draft without programme."""
    data = read(template)
    given = data["edition"]
    texts = {name: _dated(texts, year) for name, texts in given["texts"].items()}
    dates = {name: _moment(given["dates"][name], year, zone) for name in MOMENTS}
    edition = Edition(id=new_id(), slug=str(year), year=year, **given["settings"], **texts, **dates)
    edition.criteria = [
        Criterion(id=new_id(), position=n, **row) for n, row in enumerate(data["criteria"])
    ]
    by_key = {criterion.key: criterion.id for criterion in edition.criteria}
    edition.awards = [_award(n, row, by_key) for n, row in enumerate(data["awards"])]
    return edition


def _award(place: int, row: dict[str, Any], criteria: dict[str, str]) -> Award:
    prompts, weights = row.pop("prompts"), row.pop("weights")
    award = Award(id=new_id(), position=place, **row)
    award.prompts = [Prompt(position=n, **prompt) for n, prompt in enumerate(prompts)]
    award.weights = [
        Weight(criterion_id=criteria[key], value=value) for key, value in weights.items()
    ]
    return award


def _dated(texts: dict[str, str], year: int) -> dict[str, str]:
    return {code: text.replace("{year}", str(year)) for code, text in texts.items()}


def _moment(wall: str, year: int, zone: str) -> datetime:
    """Turn "02-01T08:00" into a moment of that year, on the zone's clock."""
    return from_zone(datetime.fromisoformat(f"{year}-{wall}"), zone)
