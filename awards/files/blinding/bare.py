"""A file without anything beside what is seen.

For copies that go to people who must not know who is behind them. Only a PDF and a picture can be
made to say nothing beside what is seen; an office document keeps too much out of sight.
"""

import io
from typing import Any

from awards.core.languages import N_
from awards.files.blinding.drawing import Drawing
from awards.files.blinding.streams import UNSURE
from awards.files.inspection import Inspected, Refused
from awards.files.inspection.pdf import opened
from awards.files.kinds import FileKind

OUT_OF_SIGHT = N_(
    "Office documents keep names out of sight: authors, comments, earlier versions."
    " Save the copy as a PDF, and upload that."
)


def without_metadata(file: Inspected) -> bytes:
    """Return a file that says nothing beside what is seen. Raises Refused for an office document.

    A picture was written anew when it was inspected, so it has nothing else left.
    """
    if file.format.kind is FileKind.DOCUMENT:
        raise Refused(OUT_OF_SIGHT)
    return file.data if file.format.kind is FileKind.IMAGE else _only_pages(file.data)


def _only_pages(data: bytes) -> bytes:
    """Return a new PDF with what the pages of another draw, and nothing that hung on them."""
    try:
        return _written(opened(data))
    except Refused:
        raise
    except Exception as error:  # pypdf raises whatever a broken file leads it to
        if isinstance(error, MemoryError):
            raise
        raise Refused(UNSURE) from error


def _written(reader: Any) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    drawing = Drawing(reader, writer)
    for page in reader.pages:
        drawing.add(page)
    drawing.finish()
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
