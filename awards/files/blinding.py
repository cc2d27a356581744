"""Taking out of a file what it says about itself, and reading what it says to people. Pure.

For copies that go to people who must not know who is behind them. Only a PDF and a picture can be
made to say nothing beside what is seen; an office document keeps too much out of sight.
"""

from typing import Any

from awards.core.languages import N_
from awards.files.inspection import Inspected, Refused
from awards.files.inspection.pdf import every_object, opened
from awards.files.kinds import FileKind
from awards.files.pdf_streams import UNSURE, clean_picture, is_drawn, only_strokes, spoken_in

OUT_OF_SIGHT = N_(
    "Office documents keep names out of sight: authors, comments, earlier versions."
    " Save the copy as a PDF, and upload that."
)
_SAYS = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/Thumb",
    "/AA",
    "/Alternates",
    "/ID",
    "/ActualText",
    "/Alt",
    "/E",
    "/PTEX.FileName",
    "/OPI",
    "/Ref",
)
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
    try:
        return _written(opened(data))
    except Refused:
        raise
    except Exception as error:  # pypdf raises whatever a broken file leads it to
        raise Refused(UNSURE) from error


def _written(reader: Any) -> bytes:
    import io

    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject

    writer = PdfWriter()
    for page in reader.pages:
        for key in _OF_PAGES:
            page.pop(key, None)
        _draw_anew(writer.add_page(page), writer)
    writer.metadata = None
    for thing in list(writer._objects):  # noqa: SLF001 - there is no other way to all of them
        if isinstance(thing, DictionaryObject):
            _hush(thing, writer)
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _draw_anew(page: Any, writer: Any) -> None:
    from pypdf.generic import DecodedStreamObject, NameObject

    if "/Contents" not in page:
        return
    drawn = DecodedStreamObject()
    drawn.set_data(only_strokes(page["/Contents"], writer))
    page[NameObject("/Contents")] = writer._add_object(drawn.flate_encode())  # noqa: SLF001


def _hush(thing: Any, writer: Any) -> None:
    """Take out of one object what it says about itself; of a photograph also its camera's part."""
    from pypdf.generic import NameObject, StreamObject

    for key in _SAYS:
        thing.pop(NameObject(key), None)
    if thing.get("/Subtype") == "/Type3":
        for stroke in thing.get("/CharProcs", {}).values():
            _redraw(stroke.get_object(), writer)
    if isinstance(thing, StreamObject):
        if is_drawn(thing):
            _redraw(thing, writer)
        clean_picture(thing)


def _redraw(stream: Any, writer: Any) -> None:
    import zlib

    from pypdf.generic import NameObject

    strokes = only_strokes(stream, writer)
    stream.pop(NameObject("/DecodeParms"), None)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    stream._data = zlib.compress(strokes)  # noqa: SLF001 - every kind of stream keeps it there


def words_in(data: bytes, kind: FileKind) -> str:
    """Return all that a PDF says: its pages, then every text hidden in its objects.

    Nothing for a picture, and for pages that are pictures.
    """
    if kind is not FileKind.PDF:
        return ""
    from pypdf.generic import StreamObject, TextStringObject

    reader = opened(data)
    try:
        pages = [page.extract_text() for page in reader.pages]
        hidden: list[str] = []
        for one in every_object(reader):
            if isinstance(one, TextStringObject):
                hidden.append(str(one))
            elif isinstance(one, StreamObject):
                hidden += (text for text in spoken_in(one) if text not in "\n".join(pages))
    except Exception as error:  # pypdf raises whatever a broken file leads it to
        raise Refused(UNREADABLE) from error
    return "\n".join([*pages, *hidden]).strip()


UNREADABLE = N_("We cannot read the text in it to look for names. Print it to a new PDF.")
