"""Fonts inside a PDF: what draws letters stays, what names the face, its maker or its owner goes.

A face made from somebody's handwriting carries their name. Lengths stay, so nothing moves.
"""

import re
import struct
from collections.abc import Iterator, Mapping
from itertools import pairwise

from awards.files.blinding.streams import UNSURE
from awards.files.inspection import Refused

_TABLES = frozenset(
    b"cmap CFF cvt fpgm gasp glyf head hhea hmtx loca maxp OS/2 post prep vhea vmtx VORG".split()
)
"""The tables that draw. Not among them: name, meta, and what else tells of the face."""
_SFNT = frozenset([b"\0\1\0\0", b"OTTO", b"true"])
_TABLE = struct.Struct(">4sIII")
_MOST_TABLES = 64
_NUMBERED = re.compile(rb"(?:u|uni)[0-9A-F]{4,6}|(?:a|c|g|G|cid|gid|glyph|index|char)[0-9]{1,6}")
_OF_ADOBE = frozenset([b"Adobe", b"Identity"])
_WITH_NAMES = 0x00020000
"""The version of a post table that has a name for each glyph, after 34 bytes and two each."""
_MOST_LETTERS = 4
"""A glyph is a letter, or a ligature of some; a longer text behind one is not what is seen."""


def is_glyph(name: bytes) -> bool:
    """Say whether a name is one of those that glyphs have in every font."""
    from pypdf._codecs import adobe_glyphs  # the list that pypdf reads text by

    known = f"/{name.decode('latin-1')}" in adobe_glyphs
    return known or name in _OF_ADOBE or bool(_NUMBERED.fullmatch(name))


def only_letters(font: bytes, ours: Mapping[bytes, bytes]) -> bytes:
    """Return a font program that draws the same and says nothing.

    `ours` are new names of glyphs. Raises Refused.
    """
    if font[:4] in _SFNT:
        return _only_tables(font, ours)
    if font[:1] == b"\x01":
        return _quiet_cff(font, ours)
    raise Refused(UNSURE)


def _only_tables(font: bytes, ours: Mapping[bytes, bytes]) -> bytes:
    count = min(int.from_bytes(font[4:6]), _MOST_TABLES)
    kept: list[tuple[bytes, bytes]] = []
    for at in range(12, 12 + count * _TABLE.size, _TABLE.size):
        tag, _sum, start, size = _TABLE.unpack_from(font, at)
        if tag.rstrip() in _TABLES:
            kept.append((tag, _quiet_table(tag, font[start : start + size], ours)))
    return _sfnt(font[:4], kept)


def _quiet_table(tag: bytes, table: bytes, ours: Mapping[bytes, bytes]) -> bytes:
    if tag == b"CFF ":
        return _quiet_cff(table, ours)
    if tag == b"post" and int.from_bytes(table[:4]) == _WITH_NAMES:
        return _quiet_post(table, ours)
    return table[:32] if tag == b"post" else table


def _quiet_post(table: bytes, ours: Mapping[bytes, bytes]) -> bytes:
    changed, at = bytearray(table), 34 + 2 * int.from_bytes(table[32:34])
    while at < len(table):
        end = min(at + 1 + table[at], len(table))
        _blank(changed, at + 1, end, ours)
        at = end
    return bytes(changed)


def _sfnt(version: bytes, tables: list[tuple[bytes, bytes]]) -> bytes:
    power = max(len(tables).bit_length() - 1, 0)
    search = 16 << power
    head = struct.pack(">4sHHHH", version, len(tables), search, power, len(tables) * 16 - search)
    at = len(head) + _TABLE.size * len(tables)
    places, bodies = [], []
    for tag, table in tables:
        padded = table + b"\0" * (-len(table) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        places.append(_TABLE.pack(tag, total, at, len(table)))
        bodies.append(padded)
        at += len(padded)
    return b"".join([head, *places, *bodies])


def _quiet_cff(cff: bytes, ours: Mapping[bytes, bytes]) -> bytes:
    changed = bytearray(cff)
    names, after = _index(cff, cff[2])
    for start, end in names:
        changed[start:end] = b"A" * (end - start)
    _top, after = _index(cff, after)
    for start, end in _index(cff, after)[0]:
        _blank(changed, start, end, ours)
    return bytes(changed)


def _index(cff: bytes, at: int) -> tuple[list[tuple[int, int]], int]:
    """Return where the items of a CFF's INDEX stand, and what follows it."""
    count, width = int.from_bytes(cff[at : at + 2]), cff[at + 2]
    if not count:
        return [], at + 2
    base = at + 3 + (count + 1) * width - 1
    offsets = [
        base + int.from_bytes(cff[one : one + width])
        for one in range(at + 3, at + 3 + (count + 1) * width, width)
    ]
    if not 1 <= width <= 4 or offsets != sorted(offsets) or offsets[-1] > len(cff):  # noqa: PLR2004
        raise Refused(UNSURE)
    return list(pairwise(offsets)), offsets[-1]


def _blank(changed: bytearray, start: int, end: int, ours: Mapping[bytes, bytes]) -> None:
    name = bytes(changed[start:end])
    if not is_glyph(name):
        changed[start:end] = ours.get(name, b"x" * (end - start))


def letter_of_our_own(name: bytes, number: int) -> bytes:
    """Return a name as long as one that somebody gave a glyph: font programs know it by place."""
    if is_glyph(name):
        return name
    digits = str(number).encode()
    return digits.rjust(len(name), b"x") if len(digits) <= len(name) else name


_SECTION = re.compile(
    rb"begin(bfchar|bfrange|codespacerange|cidchar|cidrange)(.*?)end\1", re.DOTALL
)
_HEX = rb"<\s*([0-9A-Fa-f\s]*)>"
_PAIR = re.compile(_HEX + rb"\s*" + _HEX)
_RANGE = re.compile(_HEX + rb"\s*" + _HEX + rb"\s*(?:" + _HEX + rb"|\[([^\]]*)\])")
_CODE = re.compile(_HEX + rb"\s*(\d+)")
_CODES = re.compile(_HEX + rb"\s*" + _HEX + rb"\s*(\d+)")
_UPRIGHT = re.compile(rb"/WMode\s+1\b")
_OURS = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> def
/CMapName /Ours def /CMapType %d def /WMode %d def
%s
endcmap CMapName currentdict /CMap defineresource pop end end"""


def only_letters_meant(cmap: bytes) -> bytes:
    """Write a ToUnicode map anew: which letter each glyph is, and nothing else."""
    return _OURS % (2, 0, _sections(cmap))


def only_codes(cmap: bytes) -> bytes:
    """Write a map from codes to glyphs anew. Raises Refused when it leans on another map."""
    if b"usecmap" in cmap:
        raise Refused(UNSURE)
    return _OURS % (1, bool(_UPRIGHT.search(cmap)), _sections(cmap))


def _sections(cmap: bytes) -> bytes:
    parts = []
    for kind, inside in _SECTION.findall(cmap):
        lines = list(_LINES[kind](inside))
        parts += [b"%d begin%s\n%s\nend%s" % (len(lines), kind, b"\n".join(lines), kind)]
    return b"\n".join(parts)


def _spaces(inside: bytes) -> Iterator[bytes]:
    for pair in _PAIR.findall(inside):
        yield b"<%s> <%s>" % tuple(map(_packed, pair))


def _characters(inside: bytes) -> Iterator[bytes]:
    for glyph, letters in _PAIR.findall(inside):
        if _is_short(letters):
            yield b"<%s> <%s>" % (_packed(glyph), _packed(letters))


def _ranges(inside: bytes) -> Iterator[bytes]:
    for first, last, letters, several in _RANGE.findall(inside):
        each = re.findall(_HEX, several)
        if not all(map(_is_short, [letters, *each])):
            continue
        meant = b"[%s]" % b" ".join(b"<%s>" % _packed(one) for one in each)
        meant = meant if several else b"<%s>" % _packed(letters)
        yield b"<%s> <%s> %s" % (_packed(first), _packed(last), meant)


def _code(inside: bytes) -> Iterator[bytes]:
    for code, glyph in _CODE.findall(inside):
        yield b"<%s> %s" % (_packed(code), glyph)


def _codes(inside: bytes) -> Iterator[bytes]:
    for first, last, glyph in _CODES.findall(inside):
        yield b"<%s> <%s> %s" % (_packed(first), _packed(last), glyph)


_LINES = {
    b"codespacerange": _spaces,
    b"bfchar": _characters,
    b"bfrange": _ranges,
    b"cidchar": _code,
    b"cidrange": _codes,
}


def _packed(digits: bytes) -> bytes:
    return b"".join(digits.split())


def _is_short(letters: bytes) -> bool:
    return len(_packed(letters)) <= _MOST_LETTERS * 4
