"""Pictures: opened, turned upright, and written anew without anything but their pixels."""

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from awards.files.inspection import refusals
from awards.files.inspection.refusals import Refused
from awards.files.kinds import JPEG, PNG, WEBP, Format

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 25_000_000
"""What may be unpacked into memory."""
MOST_PIXELS_OF_WEBP = 13_000_000
"""As a telephone takes them. WebP is unpacked whole, in four bytes a pixel, several times over."""
MOST_SCANS = 100
"""Of one JPEG: each is gone through over the whole picture. Cameras write one, programs ten."""
_SCAN = re.compile(rb"\xff\xda")
LONGEST_SIDE = 4000
"""Larger pictures are made smaller: enough for a page on paper."""
LONGEST_SIDE_OF_WEBP = 3000
"""Packing a transparent one takes more memory than unpacking it."""
_NAMES = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
_OPTIONS: dict[Format, dict[str, Any]] = {
    JPEG: {"quality": 88, "optimize": True},
    PNG: {"optimize": False},
    WEBP: {"quality": 88},
}


@dataclass(frozen=True)
class Sides:
    """How long the longer side of a picture is: at least so many pixels, made at most so many."""

    least: int = 0
    most: int = LONGEST_SIDE


ANY = Sides()


def written_anew(data: bytes, wanted: Format, sides: Sides = ANY) -> bytes:
    """Return a picture with nothing but its pixels: no EXIF, no place, no profile, no thumbnail.

    It stands upright as its EXIF said, in sRGB. Of an animation the first picture is kept.
    Raises Refused when it is too large to unpack, too small, or damaged.
    """
    if wanted is JPEG:
        _require_few_scans(data)
    return _written(data, wanted, sides)


def _require_few_scans(jpeg: bytes) -> None:
    """Raise Refused for a picture that is small and takes long: counted before it is unpacked."""
    for count, _found in enumerate(_SCAN.finditer(jpeg), start=1):
        if count > MOST_SCANS:
            raise Refused(refusals.DAMAGED)


def _written(data: bytes, wanted: Format, sides: Sides) -> bytes:
    clean = _unpacked(data, wanted, sides)  # by now nothing else of it is in memory
    out = io.BytesIO()
    clean.save(out, _NAMES[wanted], **_OPTIONS[wanted])
    return out.getvalue()


def _unpacked(data: bytes, wanted: Format, sides: Sides) -> "Image.Image":
    from PIL import Image, UnidentifiedImageError

    most = min(sides.most, LONGEST_SIDE_OF_WEBP) if wanted is WEBP else sides.most
    try:
        with Image.open(io.BytesIO(data), formats=(_NAMES[wanted],)) as picture:
            _require_fitting(picture, wanted, sides)
            return _only_pixels(picture, wanted, most)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused(refusals.DAMAGED) from error


def _require_fitting(picture: "Image.Image", wanted: Format, sides: Sides) -> None:
    pixels = picture.width * picture.height
    if pixels > MOST_PIXELS:
        raise _too_many_pixels()
    if wanted is WEBP and pixels > MOST_PIXELS_OF_WEBP:
        raise Refused(refusals.PIXELS_OF_WEBP, most=MOST_PIXELS_OF_WEBP // 1_000_000)
    if max(picture.size) < sides.least:
        raise Refused(refusals.TOO_SMALL, least=sides.least)


def _too_many_pixels() -> Refused:
    return Refused(refusals.PIXELS, most=MOST_PIXELS // 1_000_000)


def _only_pixels(picture: "Image.Image", wanted: Format, most: int) -> "Image.Image":
    """Return a picture of the same pixels, smaller where it was large.

    Each copy of a large picture is 100 MB: so it is made smaller first, and then where it lies.
    """
    from PIL import ImageOps

    picture.draft(None, (most, most))  # a JPEG is unpacked smaller
    picture.load()
    mode = _mode(picture, wanted)
    if picture.mode not in {"L", "RGB", "RGBA", "CMYK"}:
        picture = picture.convert(mode)
    picture.thumbnail((most, most))
    ImageOps.exif_transpose(picture, in_place=True)
    plain = _in_srgb(picture)
    plain = plain if plain.mode == mode else plain.convert(mode)
    return _with_nothing_else(plain)


def _with_nothing_else(plain: "Image.Image") -> "Image.Image":
    from PIL import Image

    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    return clean


def _mode(picture: "Image.Image", wanted: Format) -> str:
    if picture.mode in {"1", "L"}:
        return "L" if wanted is not WEBP else "RGB"
    return "RGBA" if wanted is not JPEG and picture.has_transparency_data else "RGB"


def _in_srgb(picture: "Image.Image") -> "Image.Image":
    """Return a picture whose colours look the same once its profile is gone."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "CMYK"}:
        return picture
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture  # a profile nobody can read: the colours stay as they are
    return picture if turned is None else turned
