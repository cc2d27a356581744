"""PDF: opened, gone through object by object, and refused when it does more than show pages."""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from awards.files.inspection import refusals
from awards.files.inspection.refusals import Refused
from awards.files.kinds import PDF, Format

MOST_PAGES = 200
MOST_OBJECTS = 60_000
_HEAD = 1024
"""Programs look for the header of other formats in so many bytes."""
_AFTER_END = 1024
"""What some programs add after the end; a second file is longer."""
_MARKUP = re.compile(rb"<(?:!doctype|html|script|svg|\?php)", re.IGNORECASE)
_RUNS = frozenset({"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia"})
_RUNS_AS_KEY = frozenset({"/JavaScript", "/JS", "/XFA", "/RichMediaContent"})
_FILE_KEYS = frozenset({"/EmbeddedFiles", "/EF", "/Collection"})

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity of a file


def inspect(data: bytes) -> Format:
    """Return the format of a PDF that only shows pages. Raises Refused for any other."""
    _require_nothing_else(data)
    reader = opened(data)
    try:
        _require_few_pages(len(reader.pages))
        for thing in every_object(reader):
            _require_still(thing)
    except Refused:
        raise
    except Exception as error:  # pypdf raises whatever a broken file leads it to
        raise Refused(refusals.DAMAGED) from error
    return PDF


def _require_few_pages(count: int) -> None:
    if count > MOST_PAGES:
        raise Refused(refusals.PAGES, most=MOST_PAGES)
    if not count:
        raise Refused(refusals.DAMAGED)


def opened(data: bytes) -> Any:
    """Return a reader of a PDF. Raises Refused when it is locked or cannot be opened."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        locked = reader.is_encrypted and not reader.decrypt("")
    except Exception as error:  # as above
        raise Refused(refusals.DAMAGED) from error
    if locked:
        raise Refused(refusals.LOCKED)
    return reader


def _require_nothing_else(data: bytes) -> None:
    """Refuse a PDF that another program would open as something else."""
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise Refused(refusals.DAMAGED)
    rest = data[end + 5 :].strip(b"\0 \t\r\n")
    if len(rest) > _AFTER_END or zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused(refusals.MIXED)
    if _MARKUP.search(data[:_HEAD]) or _MARKUP.search(rest):
        raise Refused(refusals.MIXED)


def every_object(reader: Any) -> Iterator[Any]:
    """Go through everything a PDF's trailer leads to, each object once."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    waiting, seen = [reader.trailer], set()
    count = 0
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            if thing.idnum in seen:
                continue
            seen.add(thing.idnum)
            thing = thing.get_object()
        count += 1
        if count > MOST_OBJECTS * 20:
            raise Refused(refusals.BOMB)
        yield thing
        if isinstance(thing, DictionaryObject):
            waiting.extend(dict.values(thing))
        elif isinstance(thing, ArrayObject):
            waiting.extend(list.__iter__(thing))
        if len(seen) > MOST_OBJECTS:
            raise Refused(refusals.BOMB)


def _require_still(thing: Any) -> None:
    """Refuse what runs, starts or holds something else."""
    from pypdf.generic import DictionaryObject

    if not isinstance(thing, DictionaryObject):
        return
    keys = set(thing.keys())
    kind = dict.get(thing, "/S")
    if keys & _RUNS_AS_KEY or (kind is not None and str(kind) in _RUNS):
        raise Refused(refusals.PROGRAMS)
    if keys & _FILE_KEYS or str(dict.get(thing, "/Subtype")) in {"/FileAttachment", "/RichMedia"}:
        raise Refused(refusals.INNER_FILES)
