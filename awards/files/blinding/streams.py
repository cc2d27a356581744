"""What hides in the streams of a PDF: in photographs, and between the strokes of a page.

What cannot be read to its last byte is refused: a name may stand in it.
"""

import re
from collections.abc import Callable
from typing import Any

from awards.core.languages import N_
from awards.files.blinding.vocabulary import CALLS, DRAWS, NAMES
from awards.files.inspection import Refused

UNSURE = N_(
    "We cannot be sure that no name is hidden in it. Print it as pictures to a new PDF, and upload"
    " that."
)
_MOST_PIXELS = 25_000_000
_PHOTO, _PHOTO_2000 = "/DCTDecode", "/JPXDecode"
_OUTER = frozenset(
    [
        "/FlateDecode",
        "/Fl",
        "/LZWDecode",
        "/LZW",
        "/ASCIIHexDecode",
        "/AHx",
        "/ASCII85Decode",
        "/A85",
        "/RunLengthDecode",
        "/RL",
    ]
)
_PIXELS = _OUTER | {"/CCITTFaxDecode", "/CCF", "/JBIG2Decode"}
_WRITES = frozenset({b"Tj", b"TJ", b"'", b'"'})
_INLINE = (
    *("/BPC", "/BitsPerComponent", "/CS", "/ColorSpace", "/D", "/Decode", "/DP", "/DecodeParms"),
    *("/F", "/Filter", "/H", "/Height", "/IM", "/ImageMask", "/Interpolate", "/W", "/Width"),
)
"""Keys of a picture between the strokes."""


def clean_picture(thing: Any) -> None:
    """Take out of a PDF's photograph what its camera noted. Raises Refused."""
    from pypdf.generic import NameObject

    filters = _filters(thing)
    kind = filters[-1] if filters else ""
    if set(filters) <= _PIXELS:
        return
    if kind not in {_PHOTO, _PHOTO_2000} or not set(filters[:-1]) <= _OUTER:
        raise Refused(UNSURE)
    inside = _peeled(thing, filters)
    parameters = _listed(thing.get("/DecodeParms"))
    thing.pop(NameObject("/DecodeParms"), None)
    if kind == _PHOTO:
        thing[NameObject("/Filter")] = NameObject(_PHOTO)
        if len(parameters) == len(filters) and hasattr(parameters[-1].get_object(), "items"):
            thing[NameObject("/DecodeParms")] = parameters[-1].get_object()
        thing._data = only_picture(inside)  # noqa: SLF001 - unpacking would lose quality
    else:
        _write_pixels(thing, inside)


def _filters(thing: Any) -> list[str]:
    return [str(one) for one in _listed(thing.get("/Filter"))]


def _listed(value: Any) -> list[Any]:
    found = None if value is None else value.get_object()
    if found is None:
        return []
    return list(found) if isinstance(found, list) else [found]


def _peeled(thing: Any, filters: list[str]) -> bytes:
    """Return a photograph's bytes out of what is packed around them."""
    from pypdf.filters import decode_stream_data
    from pypdf.generic import ArrayObject, NameObject, StreamObject

    outer = StreamObject()
    outer._data = thing._data  # noqa: SLF001
    if not filters[:-1]:
        return bytes(thing._data)  # noqa: SLF001
    outer[NameObject("/Filter")] = ArrayObject([NameObject(one) for one in filters[:-1]])
    parameters = _listed(thing.get("/DecodeParms"))[: len(filters) - 1]
    if parameters:
        outer[NameObject("/DecodeParms")] = ArrayObject(parameters)
    return bytes(decode_stream_data(outer))


def _write_pixels(thing: Any, jpx: bytes) -> None:
    """Write a JPEG 2000 anew, as nothing but its pixels."""
    import io
    import zlib

    from PIL import Image
    from pypdf.generic import NameObject, NumberObject

    with Image.open(io.BytesIO(jpx), formats=("JPEG2000",)) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise Refused(UNSURE)
        grey = picture.mode in {"1", "L", "LA", "I;16"}
        plain = picture.convert("L" if grey else "RGB")
    thing._data = zlib.compress(plain.tobytes())  # noqa: SLF001
    for key in ("/SMaskInData", "/Decode"):
        thing.pop(NameObject(key), None)
    thing[NameObject("/Filter")] = NameObject("/FlateDecode")
    thing[NameObject("/ColorSpace")] = NameObject("/DeviceGray" if grey else "/DeviceRGB")
    thing[NameObject("/BitsPerComponent")] = NumberObject(8)
    thing[NameObject("/Width")] = NumberObject(plain.width)
    thing[NameObject("/Height")] = NumberObject(plain.height)


_END, _SCAN, _COMMENT, _ADOBE = 0xD9, 0xDA, 0xFE, 0xEE
"""Markers of a JPEG; Adobe's is the one application segment that says how colours are stored."""
_APPLICATION = range(0xE0, 0xF0)
_ADOBE_SIZE = 14
_NEXT = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_SEGMENT = re.compile(rb"\xff+([^\x00\xd0-\xd8\xff])", re.DOTALL)


def only_picture(jpeg: bytes) -> bytes:
    """Return a JPEG without its EXIF, XMP, profiles and comments; its picture stays bit by bit.

    Nor with anything behind its end. Raises Refused when it is not made as JPEGs are.
    """
    if not jpeg.startswith(b"\xff\xd8"):
        raise Refused(UNSURE)
    kept, at = [jpeg[:2]], 2
    while (found := _SEGMENT.match(jpeg, at)) and found[1][0] != _END:
        marker, begin = found[1][0], found.end()
        at = begin + int.from_bytes(jpeg[begin : begin + 2])
        body = jpeg[begin:at]
        if marker == _ADOBE and body[2:7] == b"Adobe":
            kept.append(b"\xff\xee\x00\x0e" + body[2:_ADOBE_SIZE])
        elif not (marker in _APPLICATION or marker == _COMMENT):
            kept.append(bytes((0xFF, marker)) + body)
        if marker == _SCAN:
            after = _NEXT.search(jpeg, at)
            end = len(jpeg) if after is None else after.start()
            kept.append(jpeg[at:end])
            at = end
    if at < len(jpeg) and found is None:
        raise Refused(UNSURE)
    return b"".join([*kept, b"\xff\xd9"])


def only_strokes(stream: Any, pdf: Any, called: Callable[[str], str]) -> bytes:
    """Return what draws a page, without comments and what only readers for the blind would say.

    `called` gives what the page calls from its resources a name that nobody chose.
    """
    from pypdf.generic import ContentStream

    content = ContentStream(stream, pdf, "bytes")
    strokes: list[tuple[Any, bytes]] = []
    for operands, operator in content.operations:
        if operator == b"INLINE IMAGE":
            settings = _plain_settings(operands["settings"], called)
            strokes.append(({**operands, "settings": settings}, operator))
        elif operator in _WRITES:
            strokes.append((operands, operator))
        elif operator in DRAWS:
            strokes.append((_plain(operands, operator, called), operator))
    content.operations = strokes
    return bytes(content.get_data())


def _plain(operands: list[Any], operator: bytes, called: Callable[[str], str]) -> list[Any]:
    """Return the numbers that an operator needs, and what it calls under its new name."""
    from pypdf.generic import ArrayObject, NameObject

    kept: list[Any] = []
    for one in operands:
        if isinstance(one, NameObject):
            if operator in CALLS:
                kept.append(NameObject(called(one)))
            elif one in NAMES:
                kept.append(one)
        elif isinstance(one, ArrayObject):
            kept.append(ArrayObject(x for x in one if isinstance(x, (int, float))))
        elif isinstance(one, (int, float)):
            kept.append(one)
    return kept


def _plain_settings(settings: Any, called: Callable[[str], str]) -> Any:
    """Return what a picture between the strokes needs to be drawn.

    Refuses a photograph there: nobody makes those, and they could tell a name.
    """
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    named = {str(one) for key in ("/F", "/Filter") for one in _listed(settings.get(key))}
    if not named <= _PIXELS:
        raise Refused(UNSURE)
    kept = DictionaryObject({key: one for key, one in settings.items() if key in _INLINE})
    for key in ("/CS", "/ColorSpace"):
        space = kept.get(key)
        if isinstance(space, NameObject):
            kept[NameObject(key)] = NameObject(called(space))
        elif isinstance(space, ArrayObject) and len(space) > 1:
            named_base = isinstance(space[1], NameObject)
            space[1] = NameObject(called(space[1])) if named_base else space[1]
    for key in ("/DP", "/DecodeParms"):
        for one in _listed(kept.get(key)):
            for word in [w for w, value in one.items() if not isinstance(value, (int, float))]:
                del one[word]
    return kept
