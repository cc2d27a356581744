"""What other weights would have made of the last round, in the reader's words."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from awards.core.languages import in_language
from awards.programmes.models import Award, Edition
from awards.results.scores import Scored
from awards.results.what_if import MOST_ROWS, Shift, WhatIf, with_weights
from awards.results.wording import NOTHING, two_decimals
from awards.web.i18n import language


@dataclass(frozen=True)
class PreviewRow:
    """One candidate's place then and with other weights, written out."""

    code: str
    before: str
    after: str
    change: str
    mean_before: str
    mean_after: str


@dataclass(frozen=True)
class Preview:
    """What other weights would have made of an award's last round, in words and rows."""

    award: Award
    sentences: list[str]
    rows: list[PreviewRow]


def preview_of(
    award: Award, before: Edition, scored: Scored | None, weights: Mapping[str, int]
) -> Preview:
    """Write out what `weights` (key → weight) would have made of an award's last round."""
    if scored is None:
        return Preview(award, [_("There are no results of this award that you can see.")], [])
    if not scored.jurors:
        return Preview(award, [_("Nobody handed in a sheet for this award.")], [])
    names = {c.key: in_language(c.name, language()) for c in before.criteria}
    names |= {c.key: in_language(c.name, language()) for c in award.edition.criteria}
    found = with_weights(scored, {c.id: c.key for c in before.criteria}, weights)
    if found is None:
        return Preview(award, [_("None of these criteria was scored then.")], [])
    rows = [_preview_row(shift) for shift in found.shifts[:MOST_ROWS]]
    return Preview(award, _preview_sentences(found, names), rows)


def _preview_sentences(found: WhatIf, names: Mapping[str, str]) -> list[str]:
    said = [
        str(
            ngettext(
                "%(num)s candidate would have had another place.",
                "%(num)s candidates would have had another place.",
                found.moved,
            )
        )
        if found.moved
        else _("Everybody would have had the same place.")
    ]
    if not found.same_first:
        said.append(_("Another candidate would have come first."))
    if found.unknown:
        listed = ", ".join(names[key] for key in found.unknown)
        said.append(_("Not scored then, so not counted here: %(criteria)s.", criteria=listed))
    if found.dropped:
        listed = ", ".join(names[key] for key in found.dropped)
        said.append(_("Counted then and not now: %(criteria)s.", criteria=listed))
    return said


def _preview_row(shift: Shift) -> PreviewRow:
    write = two_decimals()
    if shift.rise > 0:
        change = _("up %(places)s", places=shift.rise)
    elif shift.rise < 0:
        change = _("down %(places)s", places=-shift.rise)
    else:
        change = _("the same")
    return PreviewRow(
        code=shift.code,
        before=NOTHING if shift.before is None else str(shift.before),
        after=NOTHING if shift.after is None else str(shift.after),
        change=change,
        mean_before=write(shift.mean_before),
        mean_after=write(shift.mean_after),
    )
