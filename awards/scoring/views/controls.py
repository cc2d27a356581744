"""The score control of a sheet, made once for each thing it can show."""

from functools import lru_cache

from flask import get_template_attribute
from markupsafe import Markup

from awards.programmes.models import Edition
from awards.scoring.forms import field_name
from awards.scoring.queries import Line, Sheet
from awards.web.i18n import language, translated

_KEPT = 2048
"""A few hundred are in use at a time: criteria times languages times levels."""


def control(sheet: Sheet, line: Line, marks: dict[str, int | None], *, writable: bool) -> Markup:
    """Return a criterion's control with what stands in `marks` chosen."""
    edition, spoken = sheet.award.edition, language()
    return _control(
        spoken,
        field_name(line),
        translated(line.name),
        translated(line.description),
        tuple(line.levels.get(spoken) or line.levels.get("sv") or ()),
        value=marks.get(line.criterion_id),
        abstained=line.criterion_id in marks and marks[line.criterion_id] is None,
        scale=(edition.scale_low, edition.scale_high),
        disabled=not writable,
    )


def note(text: str) -> Markup:
    """Return the private note's part of the page; most sheets have none."""
    return _empty_note(language()) if not text else _part("note", text)


@lru_cache(_KEPT)
def _empty_note(spoken: str) -> Markup:
    del spoken
    return _part("note", "")


def keyboard_help(edition: Edition) -> Markup:
    """Return the dialog about the keys, and the button that opens it."""
    return _help(language(), edition.scale_low, edition.scale_high)


@lru_cache(_KEPT)
def _help(spoken: str, low: int, high: int) -> Markup:
    del spoken
    return _part("help", low, high)


def _part(name: str, *values: object) -> Markup:
    return Markup(get_template_attribute("scoring/parts.html", name)(*values))  # noqa: S704


@lru_cache(_KEPT)
def _control(
    spoken: str,
    name: str,
    legend: str,
    description: str,
    levels: tuple[str, ...],
    *,
    value: int | None,
    abstained: bool,
    scale: tuple[int, int],
    disabled: bool,
) -> Markup:
    """Render the macro. All that it shows is a parameter, so what is kept can never be stale."""
    del spoken  # the macro's own words are in the reader's language
    macro = get_template_attribute("components/forms.html", "score_control")
    low, high = scale
    return Markup(  # noqa: S704 - a macro's answer is markup already
        macro(
            name,
            legend,
            description,
            levels,
            value=value,
            abstained=abstained,
            min=low,
            max=high,
            disabled=disabled,
        )
    )
