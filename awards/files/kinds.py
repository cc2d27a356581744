"""The kinds of file that people may send us, and how each is told and named."""

from dataclasses import dataclass
from enum import StrEnum


class FileKind(StrEnum):
    """What a file is, by its content."""

    PDF = "pdf"
    IMAGE = "image"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Format:
    """A format that we take: its kind, its ending, its media type."""

    kind: FileKind
    ending: str
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"

PDF = Format(FileKind.PDF, "pdf", "application/pdf")
JPEG = Format(FileKind.IMAGE, "jpg", "image/jpeg")
PNG = Format(FileKind.IMAGE, "png", "image/png")
WEBP = Format(FileKind.IMAGE, "webp", "image/webp")
DOCX = Format(FileKind.DOCUMENT, "docx", f"{_OFFICE}.wordprocessingml.document")
XLSX = Format(FileKind.DOCUMENT, "xlsx", f"{_OFFICE}.spreadsheetml.sheet")
PPTX = Format(FileKind.DOCUMENT, "pptx", f"{_OFFICE}.presentationml.presentation")
ODT = Format(FileKind.DOCUMENT, "odt", "application/vnd.oasis.opendocument.text")

FORMATS = (PDF, JPEG, PNG, WEBP, DOCX, XLSX, PPTX, ODT)

LARGEST = 10 * 1024 * 1024
"""Bytes of one file."""


def accept_of(kinds: tuple[str, ...]) -> str:
    """Return what a file field offers to choose: the endings of some kinds."""
    endings = [f".{one.ending}" for one in FORMATS if one.kind in kinds]
    return ",".join([*endings, *([".jpeg"] if FileKind.IMAGE in kinds else [])])


def ending_of(media_type: str) -> str:
    """Return the ending of a media type that we take."""
    return next((one.ending for one in FORMATS if one.media_type == media_type), "bin")
