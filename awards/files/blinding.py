"""Taking out of a file what it says about itself, and reading what it says to people. Pure.

For copies that go to people who must not know who is behind them. Only a PDF and a picture can be
made to say nothing beside what is seen; an office document keeps too much out of sight.
"""

from typing import Any

from awards.core.languages import N_
from awards.files.inspection import Inspected, Refused
from awards.files.inspection.pdf import every_object, opened
from awards.files.kinds import FileKind

OUT_OF_SIGHT = N_(
    "Office documents keep names out of sight: authors, comments, earlier versions."
    " Save the copy as a PDF, and upload that."
)
_SAYS = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/Alternates", "/ID")
"""Keys of any object that tell of who made it, when, and with what."""
_OF_PAGES = ("/Annots", "/B", "/Tabs", "/StructParents", "/Dur", "/Trans", "/Group")
"""Keys of a page beside what is drawn on it: notes with their authors, links, order."""


def without_metadata(file: Inspected) -> bytes:
    """Return a file that says nothing beside what is seen. Raises Refused for an office document.

    A picture was written anew when it was inspected, so it has nothing else left.
    """
    if file.format.kind is FileKind.DOCUMENT:
        raise Refused(OUT_OF_SIGHT)
    return file.data if file.format.kind is FileKind.IMAGE else _only_pages(file.data)


def _only_pages(data: bytes) -> bytes:
    """Return a new PDF with the pages of another and nothing that hung on them."""
    import io

    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject

    writer = PdfWriter()
    for page in opened(data).pages:
        for key in _OF_PAGES:
            page.pop(key, None)
        writer.add_page(page)
    writer.metadata = None
    for thing in list(writer._objects):  # noqa: SLF001 - there is no other way to all of them
        if isinstance(thing, DictionaryObject):
            _hush(thing)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _hush(thing: Any) -> None:
    """Take out of one object what it says about itself; of a photograph also its camera's part."""
    from pypdf.generic import NameObject, StreamObject

    for key in _SAYS:
        thing.pop(NameObject(key), None)
    if isinstance(thing, StreamObject) and thing.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        thing._data = only_picture(thing._data)  # noqa: SLF001 - decoding would lose quality


_START, _SCAN, _COMMENT = 0xD8, 0xDA, 0xFE
_ADOBE = 0xEE
"""The one application segment that says how colours are stored."""
_APPLICATION = range(0xE0, 0xF0)
_SIZE = 4
"""Of a segment's marker and length."""


def only_picture(jpeg: bytes) -> bytes:
    """Return a JPEG without its EXIF, XMP, profiles and comments; its picture stays bit by bit."""
    if jpeg[:2] != bytes((0xFF, _START)):
        return jpeg
    kept, at = [jpeg[:2]], 2
    while at + _SIZE <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != _SCAN:  # noqa: PLR2004
        marker, end = jpeg[at + 1], at + 2 + int.from_bytes(jpeg[at + 2 : at + _SIZE])
        if marker == _ADOBE or not (marker in _APPLICATION or marker == _COMMENT):
            kept.append(jpeg[at:end])
        at = end
    return b"".join([*kept, jpeg[at:]])


def words_in(data: bytes, kind: FileKind) -> str:
    """Return all that a PDF says: its pages, then every text hidden in its objects.

    Nothing for a picture, and for pages that are pictures.
    """
    if kind is not FileKind.PDF:
        return ""
    from pypdf.generic import TextStringObject

    reader = opened(data)
    try:
        pages = [page.extract_text() for page in reader.pages]
        hidden = [str(one) for one in every_object(reader) if isinstance(one, TextStringObject)]
    except Exception as error:  # pypdf raises whatever a broken file leads it to
        raise Refused(UNREADABLE) from error
    return "\n".join([*pages, *hidden]).strip()


UNREADABLE = N_("We cannot read the text in it to look for names. Print it to a new PDF.")
