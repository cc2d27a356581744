"""All that a PDF says: on its pages, and in texts hidden in its objects."""

import re
from collections.abc import Iterator
from typing import Any

from awards.core.languages import N_
from awards.files.inspection import Refused
from awards.files.inspection.pdf import every_object, opened
from awards.files.kinds import FileKind

UNREADABLE = N_("We cannot read the text in it to look for names. Print it to a new PDF.")
_OF_EVERY_FONT = frozenset(["Adobe", "Identity", "UCS"])
_SPOKEN = re.compile(rb"\(((?:[^()\\]|\\.){3,400})\)|%([^\r\n]{3,400})", re.DOTALL)


def words_in(data: bytes, kind: FileKind) -> str:
    """Return all that a PDF says: its pages, then every text hidden in its objects.

    Nothing for a picture, and for pages that are pictures.
    """
    if kind is not FileKind.PDF:
        return ""
    reader = opened(data)
    try:
        pages = [page.extract_text() for page in reader.pages]
        seen = "\n".join(pages)
        said = (text for one in every_object(reader) for text in _said_by(one, seen))
        hidden = [text for text in said if text not in _OF_EVERY_FONT]
    except Exception as error:  # pypdf raises whatever a broken file leads it to
        if isinstance(error, (MemoryError, Refused)):
            raise
        raise Refused(UNREADABLE) from error
    return "\n".join([*pages, *hidden]).strip()


def _said_by(one: Any, seen: str) -> Iterator[str]:
    from pypdf.generic import StreamObject, TextStringObject

    if isinstance(one, TextStringObject):
        yield str(one)
    elif isinstance(one, StreamObject):
        yield from (text for text in _spoken_in(one) if text not in seen)


def _spoken_in(thing: Any) -> Iterator[str]:
    """Find texts and remarks in a stream that is neither a picture nor a font."""
    if thing.get("/Subtype") == "/Image" or "/Length1" in thing or "/Length3" in thing:
        return
    if thing.get("/Subtype") in {"/Type1C", "/CIDFontType0C", "/OpenType"}:
        return
    for text, remark in _SPOKEN.findall(thing.get_data()):
        yield (text or remark).decode("latin-1")
