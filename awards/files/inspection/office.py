"""Office documents: ZIP archives of XML. Gone through part by part, without unpacking to disk."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from awards.files.inspection import refusals
from awards.files.inspection.refusals import Refused
from awards.files.kinds import DOCX, ODT, PPTX, XLSX, Format

MOST_PARTS = 3000
MOST_UNPACKED = 120 * 1024 * 1024
"""Bytes of all parts together, also of archives inside."""
MOST_TIMES = 200
"""How many times larger than packed a part of some size may be."""
_SOME_SIZE = 1024 * 1024
_CHUNK = 256 * 1024
_OVERLAP = 128
_HEAD = 1024
_END_RECORD = 22

_MAIN = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"spreadsheetml.sheet.main+xml": XLSX,
    b"presentationml.presentation.main+xml": PPTX,
    b"presentationml.slideshow.main+xml": PPTX,
}
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "activex/", "macrosheets/", "dialogsheets/")
_MACRO_FOLDERS = ("basic/", "scripts/", "configurations2/scripts/")
_MACRO_WORDS = (b"macroEnabled", b"vnd.ms-office.vbaProject", b"vnd.ms-office.activeX")
_SCRIPT_WORDS = (b"<script:event-listener", b"<office:script", b"DDEAUTO", b"<text:dde-")
_DTD = (b"<!DOCTYPE", b"<!ENTITY")
_FETCHING = (b"/attachedTemplate", b"/oleObject", b"/frame", b'/externalLink"')
_FRIENDLY_INNER = (".xlsx", ".docx", ".pptx")


@dataclass
class _Budget:
    """How much may still be unpacked, through all archives of a file."""

    bytes_left: int = MOST_UNPACKED
    parts_left: int = MOST_PARTS
    names: set[str] = field(default_factory=set)

    def take(self, size: int) -> None:
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise Refused(refusals.BOMB)


def inspect(data: bytes) -> Format:
    """Return the format of a harmless office document. Raises Refused for any other archive."""
    return _inspect(data, _Budget(), inside=False)


def _inspect(data: bytes, budget: _Budget, *, inside: bool) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [one for one in archive.infolist() if not one.is_dir()]
            _require_plain(data, archive, parts)
            found = _format_of(archive, parts)
            budget.parts_left -= len(parts)
            _require_small(parts, budget)
            for part in parts:
                _inspect_part(archive, part, budget, inside=inside)
    except Refused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise Refused(refusals.DAMAGED) from error
    except (RuntimeError, NotImplementedError) as error:  # locked, or packed in an odd way
        raise Refused(refusals.LOCKED) from error
    return found


def _require_plain(data: bytes, archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive with something before, behind or between, or with odd names."""
    if not data.startswith(b"PK\x03\x04") or not parts:
        raise Refused(refusals.UNKNOWN)
    names = [one.filename for one in parts]
    odd = any(n.startswith("/") or "\\" in n or ".." in n.split("/") for n in names)
    if odd or len({name.lower() for name in names}) != len(names):
        raise Refused(refusals.MIXED)
    tail = data.rfind(b"PK\x05\x06")
    whole = tail + _END_RECORD + len(archive.comment) == len(data)
    if not whole or min(one.header_offset for one in parts) or b"%PDF-" in data[:_HEAD]:
        raise Refused(refusals.MIXED)
    if any(one.flag_bits & 1 for one in parts):
        raise Refused(refusals.LOCKED)


def _require_small(parts: list[zipfile.ZipInfo], budget: _Budget) -> None:
    """Refuse what says of itself that it is too large; what lies about it is caught in reading."""
    if budget.parts_left < 0 or sum(one.file_size for one in parts) > budget.bytes_left:
        raise Refused(refusals.BOMB)
    for one in parts:
        packed = max(one.compress_size, 1)
        if one.file_size > _SOME_SIZE and one.file_size > packed * MOST_TIMES:
            raise Refused(refusals.BOMB)


def _format_of(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Format:
    names = {one.filename: one for one in parts}
    if "[Content_Types].xml" in names:
        types = _start(archive, names["[Content_Types].xml"])
        if any(word in types for word in _MACRO_WORDS):
            raise Refused(refusals.MACROS)
        found = next((one for words, one in _MAIN.items() if words in types), None)
        if found is not None:
            return found
    if "mimetype" in names and "content.xml" in names:
        said = _start(archive, names["mimetype"]).strip()
        if said.decode(errors="replace") == ODT.media_type:
            return ODT
    raise Refused(refusals.UNKNOWN)


def _start(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as stream:
        return stream.read(_SOME_SIZE)


def _inspect_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget, *, inside: bool
) -> None:
    name = part.filename.lower()
    if any(word in name for word in _MACRO_PARTS) or name.startswith(_MACRO_FOLDERS):
        raise Refused(refusals.MACROS)
    if "oleobject" in name or (name.endswith(".bin") and "/embeddings/" in name):
        raise Refused(refusals.INNER_FILES)
    first = b""
    for chunk in _chunks(archive, part, budget):
        first = first or chunk[:8]
        _require_harmless(name, chunk)
    if first.startswith(b"PK\x03\x04"):
        _inspect_inner(archive, part, budget, inside=inside)
    elif first.startswith((b"MZ", b"\x7fELF", b"#!", b"\xd0\xcf\x11\xe0", b"%PDF-")):
        raise Refused(refusals.INNER_FILES)


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget) -> Iterator[bytes]:
    """Read a part piece by piece, each with the end of the one before; its check sum too."""
    before = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            budget.take(len(chunk))
            yield before + chunk
            before = chunk[-_OVERLAP:]


def _require_harmless(name: str, text: bytes) -> None:
    if not name.endswith((".xml", ".rels", ".vml")):
        return
    if any(word in text for word in _DTD):
        raise Refused(refusals.BOMB)
    if any(word in text for word in _SCRIPT_WORDS):
        raise Refused(refusals.MACROS)
    if name.endswith(".rels") and b'TargetMode="External"' in text:
        for relation in text.split(b"<Relationship ")[1:]:
            outside = b'TargetMode="External"' in relation
            if outside and any(word in relation for word in _FETCHING):
                raise Refused(refusals.FETCHES)


def _inspect_inner(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget, *, inside: bool
) -> None:
    """Let a chart's own sheet pass when it is harmless; nothing else may be packed inside."""
    if inside or not part.filename.lower().endswith(_FRIENDLY_INNER):
        raise Refused(refusals.INNER_FILES)
    _inspect(archive.read(part), budget, inside=True)
