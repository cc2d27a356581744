"""What hides in the streams of a PDF: in photographs, and between the strokes of a page. Pure.

What cannot be read to its last byte is refused: a name may stand in it.
"""

import re
from collections.abc import Iterator
from typing import Any

from awards.core.languages import N_
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
_DRAWS = frozenset(
    b"b B b* B* BMC BDC EMC BT ET BX EX c cm CS cs d d0 d1 Do DP f F f* G g gs h i j J K k l m M"
    b" MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y"
    b" ' \"".split()
)
"""Every operator there is; what stands before another is not drawn."""
_WRITES = frozenset({b"Tj", b"TJ", b"'", b'"'})
_MARKS = {b"BDC": b"BMC", b"DP": b"MP"}
_SPOKEN = re.compile(rb"\(((?:[^()\\]|\\.){3,400})\)|%([^\r\n]{3,400})", re.DOTALL)


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


def is_drawn(thing: Any) -> bool:
    """Say whether a stream is drawn as a page is: a form, or a pattern."""
    return bool(thing.get("/Subtype") == "/Form" or thing.get("/PatternType") == 1)


def only_strokes(stream: Any, pdf: Any) -> bytes:
    """Return what draws a page, without comments and what only readers for the blind would say."""
    content = _content(stream, pdf)
    strokes = []
    for operands, operator in content.operations:
        if operator == b"INLINE IMAGE":
            _require_plain(operands["settings"])
        elif operator not in _DRAWS:
            continue
        elif operator not in _WRITES:
            operands = [one for one in operands if not isinstance(one, (bytes, dict))]  # noqa: PLW2901
            operator = _MARKS.get(operator, operator) if len(operands) == 1 else operator  # noqa: PLW2901
        strokes.append((operands, operator))
    content.operations = strokes
    return bytes(content.get_data())


def _content(stream: Any, pdf: Any) -> Any:
    from pypdf.generic import ContentStream

    return ContentStream(stream, pdf, "bytes")


def _require_plain(settings: Any) -> None:
    """Refuse a photograph between the strokes: nobody makes those, and they could tell a name."""
    named = {str(one) for key in ("/F", "/Filter") for one in _listed(settings.get(key))}
    if not named <= _PIXELS:
        raise Refused(UNSURE)


def spoken_in(thing: Any) -> Iterator[str]:
    """Find texts and remarks in a stream that is neither a picture nor a font."""
    if thing.get("/Subtype") == "/Image" or "/Length1" in thing or "/Length3" in thing:
        return
    for text, remark in _SPOKEN.findall(thing.get_data()):
        yield (text or remark).decode("latin-1")
