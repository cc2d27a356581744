"""Drawing the pages of a PDF anew: only what is known to draw comes along, under names of our own.

Built up from nothing rather than cleaned: what we have never heard of cannot come along. Nor do
layers, bookmarks, forms, notes, alternate texts, colour profiles, or a text that is not drawn.
"""

import re
import zlib
from typing import Any

from awards.files.blinding.fonts import (
    letter_of_our_own,
    only_codes,
    only_letters,
    only_letters_meant,
)
from awards.files.blinding.streams import UNSURE, clean_picture, only_strokes
from awards.files.blinding.vocabulary import CALLED, COLOURS, KEYS, NAMES
from awards.files.inspection import Refused

_BOXES = ("/MediaBox", "/CropBox")
_TURNS = ("/Rotate", "/UserUnit")
_ORDERINGS = frozenset(["Adobe", "Identity", "UCS", "Japan1", "GB1", "CNS1", "Korea1", "KR"])
_FACES = frozenset(["/BaseFont", "/FontName"])
_LOOKUP = 256 * 4
"""Bytes of the longest list of colours: 256 of four components."""
_INDEXED, _WITH_ATTRIBUTES = 4, 5
_SUMS = re.compile(
    rb"(?:[{}\s]|[+-]?\d*\.?\d+|abs|add|atan|ceiling|cos|cvi|cvr|div|exp|floor|idiv|ln|log|mod|mul"
    rb"|neg|round|sin|sqrt|sub|truncate|and|bitshift|eq|false|ge|gt|le|lt|ne|not|or|true|xor|ifelse"
    rb"|if|copy|dup|exch|index|pop|roll)*"
)
_REMARK = re.compile(rb"%[^\r\n]*")


class Drawing:
    """A new PDF, page by page from another."""

    def __init__(self, reader: Any, writer: Any) -> None:
        """Begin with an empty one."""
        self._reader, self._writer = reader, writer
        self._done: dict[tuple[int, bool], Any] = {}
        self._ours: dict[str, str] = {}
        self._letters: dict[bytes, bytes] = {}
        self._programs: list[tuple[Any, bytes]] = []

    def add(self, page: Any) -> None:
        """Draw one page."""
        from pypdf.generic import NameObject

        drawn = self._writer.add_blank_page(page.mediabox.width, page.mediabox.height)
        for key in (*_BOXES, *_TURNS):
            if key in page:
                drawn[NameObject(key)] = self._copied(page[key], key)
        drawn[NameObject("/Resources")] = self._resources(page.get("/Resources", {}))
        if "/Contents" in page:
            strokes = only_strokes(page["/Contents"], self._reader, self._called)
            drawn[NameObject("/Contents")] = self._writer._add_object(_packed(strokes))  # noqa: SLF001

    def finish(self) -> None:
        """Write the fonts, now that all letters are known that anything asks for."""
        for stream, program in self._programs:
            stream._data = zlib.compress(only_letters(program, self._letters))  # noqa: SLF001

    def _called(self, name: str) -> str:
        """Return our own name for something that a page calls by a name somebody chose."""
        return name if name in NAMES else self._ours.setdefault(name, f"/N{len(self._ours) + 1}")

    def _letter(self, name: str) -> str:
        theirs = name[1:].encode("latin-1", "replace")
        if theirs not in self._letters:
            self._letters[theirs] = letter_of_our_own(theirs, len(self._letters))
        return f"/{self._letters[theirs].decode('latin-1')}"

    def _copied(self, thing: Any, key: str) -> Any:
        """Return a copy of a thing that stands under a key; the same thing is copied once."""
        from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject

        if not isinstance(thing, IndirectObject):
            return self._made(thing, key)
        target = thing.get_object()
        if not isinstance(target, (ArrayObject, DictionaryObject)):
            return self._made(target, key)
        place = (thing.idnum, key == "/CharProcs")
        if place not in self._done:
            self._done[place] = there = self._writer._add_object(NullObject())  # noqa: SLF001
            self._writer._replace_object(there, self._made(target, key))  # noqa: SLF001
        return self._done[place]

    def _made(self, thing: Any, key: str) -> Any:
        from pypdf.generic import (
            ArrayObject,
            BooleanObject,
            DictionaryObject,
            FloatObject,
            NameObject,
            NullObject,
            NumberObject,
            StreamObject,
        )

        if isinstance(thing, NameObject):
            return NameObject(self._named(thing, key))
        if isinstance(thing, (BooleanObject, FloatObject, NumberObject)):
            return thing
        if isinstance(thing, ArrayObject):
            return self._array(thing, key)
        if isinstance(thing, StreamObject):
            return self._stream(thing, key)
        if isinstance(thing, DictionaryObject):
            return self._resources(thing) if key == "/Resources" else self._dictionary(thing)
        return _ordering(thing) if key in {"/Registry", "/Ordering"} else NullObject()

    def _named(self, name: str, key: str) -> str:
        if key == "/Differences":
            return self._letter(name)
        ours = self._called(name)
        return ours if key not in _FACES or ours == name else f"/AAAAAA+{ours[1:]}"

    def _array(self, things: Any, key: str) -> Any:
        from pypdf.generic import ArrayObject, NameObject

        family = str(things[0]) if things else ""
        if family == "/ICCBased":
            return NameObject(COLOURS[things[1]["/N"]])
        if family in {"/Indexed", "/I"} and len(things) == _INDEXED:
            first = [self._copied(one, key) for one in list.__iter__(things[:3])]
            return ArrayObject([*first, _colours(things[3])])
        kept = (
            things[:_INDEXED]
            if family == "/DeviceN" and len(things) == _WITH_ATTRIBUTES
            else things
        )
        return ArrayObject(self._copied(one, key) for one in list.__iter__(kept))

    def _dictionary(self, thing: Any) -> Any:
        from pypdf.generic import DictionaryObject, NameObject

        kept = DictionaryObject()
        if thing.get("/Subtype") == "/Type1" and "/FontFile" in thing.get("/FontDescriptor", {}):
            raise Refused(UNSURE)
        for key in KEYS & set(thing):
            made = (
                self._glyphs(thing[key])
                if key == "/CharProcs"
                else self._copied(dict.__getitem__(thing, key), key)
            )
            if made is not None:
                kept[NameObject(key)] = made
        return kept

    def _resources(self, thing: Any) -> Any:
        from pypdf.generic import DictionaryObject, NameObject

        kept = DictionaryObject()
        for key in CALLED & set(thing):
            there = thing[key].get_object()
            kept[NameObject(key)] = DictionaryObject(
                {
                    NameObject(self._called(name)): self._copied(one, key)
                    for name, one in dict.items(there)
                }
            )
        return kept

    def _glyphs(self, there: Any) -> Any:
        from pypdf.generic import DictionaryObject, NameObject

        return DictionaryObject(
            {
                NameObject(self._letter(n)): self._copied(one, "/CharProcs")
                for n, one in dict.items(there)
            }
        )

    def _stream(self, thing: Any, key: str) -> Any:
        """Return a stream as what it is for; nothing of one that is for nothing we know."""
        if thing.get("/Subtype") == "/Image" or key == "/JBIG2Globals":
            return self._picture(thing)
        if (
            thing.get("/Subtype") == "/Form"
            or thing.get("/PatternType") == 1
            or key == "/CharProcs"
        ):
            return self._filled(thing, only_strokes(thing, self._reader, self._called))
        if key == "/ToUnicode":
            return _packed(only_letters_meant(thing.get_data()))
        if key in {"/FontFile2", "/FontFile3"}:
            made = self._filled(thing, b"")
            self._programs.append((made, thing.get_data()))
            return made
        return self._reckoned(thing, key)

    def _reckoned(self, thing: Any, key: str) -> Any:
        """Return a stream of numbers: which glyph, how a colour goes over into another."""
        from pypdf.generic import NullObject

        if key == "/CIDToGIDMap" or "/ShadingType" in thing or thing.get("/FunctionType") == 0:
            return self._filled(thing, thing.get_data())
        if "/FunctionType" in thing:
            return self._filled(thing, _sums(thing.get_data()))
        if key == "/Encoding":
            return self._encoding(thing)
        return NullObject()

    def _filled(self, thing: Any, data: bytes) -> Any:
        from pypdf.generic import NameObject

        made = _packed(data)
        for key, one in self._dictionary(thing).items():
            if key not in {"/Filter", "/DecodeParms"}:
                made[NameObject(key)] = one
        return made

    def _encoding(self, thing: Any) -> Any:
        from pypdf.generic import NameObject

        made = self._filled(thing, only_codes(thing.get_data()))
        made[NameObject("/CMapName")] = NameObject("/Ours")
        return made

    def _picture(self, thing: Any) -> Any:
        from pypdf.generic import StreamObject

        made = StreamObject()
        made.update(self._dictionary(thing))
        made._data = thing._data  # noqa: SLF001 - unpacking would lose quality
        clean_picture(made)
        return made


def _packed(data: bytes) -> Any:
    from pypdf.generic import NameObject, StreamObject

    made = StreamObject()
    made[NameObject("/Filter")] = NameObject("/FlateDecode")
    made._data = zlib.compress(data)  # noqa: SLF001 - every kind of stream keeps it there
    return made


def _ordering(text: Any) -> Any:
    from pypdf.generic import TextStringObject

    return TextStringObject(text if str(text) in _ORDERINGS else "Identity")


def _colours(lookup: Any) -> Any:
    from pypdf.generic import ByteStringObject, StreamObject

    there = lookup.get_object()
    if isinstance(there, StreamObject):
        return ByteStringObject(there.get_data()[:_LOOKUP])
    return ByteStringObject(getattr(there, "original_bytes", there)[:_LOOKUP])


def _sums(program: bytes) -> bytes:
    """Return a function that is calculated, without remarks."""
    bare = _REMARK.sub(b"", program)
    if not _SUMS.fullmatch(bare):
        raise Refused(UNSURE)
    return bare
