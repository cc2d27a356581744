"""From bytes to what they are: the first bytes choose who opens the file and looks closer."""

import re
from dataclasses import dataclass

import filetype

from awards.files.inspection import images, office, pdf, refusals
from awards.files.inspection.images import Sides
from awards.files.inspection.refusals import Refused
from awards.files.kinds import JPEG, LARGEST, PNG, WEBP, Format

_PICTURES = {one.media_type: one for one in (JPEG, PNG, WEBP)}
_APPLE = frozenset({"image/heic", "image/heif", "image/avif"})
_APPLE_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"})
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_MB = 1024 * 1024
LARGEST_EMBLEM = 5 * _MB
"""Bytes of a coat of arms as it is sent; what is kept of it is a hundredth."""
EMBLEM_SIDES = Sides(least=100, most=600)
"""Pixels: 40 mm on paper at 300 to the inch are 470."""


@dataclass(frozen=True)
class Inspected:
    """A file that can be taken: what it is, and the bytes to keep."""

    format: Format
    data: bytes


def inspect(data: bytes) -> Inspected:
    """Return what a file is, with the bytes to keep. Raises Refused with what to do instead."""
    if not data:
        raise Refused(refusals.EMPTY)
    if len(data) > LARGEST:
        raise Refused(refusals.TOO_LARGE, most=LARGEST // _MB)
    if data.startswith(b"%PDF-"):
        return Inspected(pdf.inspect(data), data)
    if data.startswith(b"PK"):
        return Inspected(office.inspect(data), data)
    return _picture(data)


def inspect_emblem(data: bytes) -> Inspected:
    """Return a picture that pages show and paper prints: PNG or JPEG, no larger than it must be.

    An SVG is refused: what makes one harmless makes many of them look wrong. Raises Refused.
    """
    if not data:
        raise Refused(refusals.EMPTY)
    if len(data) > LARGEST_EMBLEM:
        raise Refused(refusals.TOO_LARGE, most=LARGEST_EMBLEM // _MB)
    guessed = filetype.guess(data)
    found = _PICTURES.get("" if guessed is None else str(guessed.mime))
    if found not in {PNG, JPEG} or found is None:
        raise Refused(refusals.DRAWING if _SVG.search(data) else refusals.PNG_OR_JPEG)
    return Inspected(found, images.written_anew(data, found, EMBLEM_SIDES))


def _picture(data: bytes) -> Inspected:
    """Write a picture anew: what is hidden behind or inside it does not come along."""
    guessed = filetype.guess(data)
    media_type = "" if guessed is None else str(guessed.mime)
    found = _PICTURES.get(media_type)
    if found is not None:
        return Inspected(found, images.written_anew(data, found))
    if media_type in _APPLE or (data[4:8] == b"ftyp" and data[8:12] in _APPLE_BRANDS):
        raise Refused(refusals.APPLE_PICTURE)
    if data.startswith(_OLD_OFFICE):
        raise Refused(refusals.OLD_OFFICE)
    raise Refused(refusals.OTHER_PICTURE if media_type.startswith("image/") else refusals.UNKNOWN)
