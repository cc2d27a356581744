"""Cutting a font: from a variable one to the characters, features and weights that are asked for.

Bytes come out, nothing is kept. fontTools takes a while to read in, so `fonts` opens this module
only where a face has to be made.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

Axis = float | tuple[float, float, float]
"""One place on an axis, or the least, the usual and the most that stay."""


def cut(
    source: Path,
    *,
    characters: Sequence[int],
    features: Sequence[str],
    axes: Mapping[str, Axis],
    names: Mapping[int, str] | None = None,
    weight_class: int | None = None,
    flavor: str | None = None,
) -> bytes:
    """Return a font cut from the variable font in `source`.

    characters: code points to keep; features: OpenType tags; axes: what becomes of each (wght,
    opsz); names: texts by name id, in place of all but copyright and licence; flavor: "woff2".
    """
    # Characters first: the axes cost by the glyph.
    font = _subset(source, characters, features)
    font = instancer.instantiateVariableFont(font, dict(axes), inplace=True)
    if names is not None:
        _name(font["name"], names)
    if weight_class is not None:
        font["OS/2"].usWeightClass = weight_class
    font.flavor = flavor
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def _subset(source: Path, characters: Sequence[int], features: Sequence[str]) -> Any:
    options = subset.Options(
        layout_features=list(features), hinting=False, notdef_outline=True, recalc_timestamp=False
    )
    options.drop_tables += ["DSIG"]
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    return font


def _name(table: Any, names: Mapping[int, str]) -> None:
    table.names = [record for record in table.names if record.nameID in {0, 13, 14}]
    for name_id, text in names.items():
        table.setName(text, name_id, platformID=3, platEncID=1, langID=0x409)
