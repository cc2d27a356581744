"""A copy for people who must not know: nothing beside what is seen, and its words can be read."""

import copy
import io
import zlib
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from awards.files.blinding import OUT_OF_SIGHT, UNSURE, without_metadata, words_in
from awards.files.blinding.streams import only_picture
from awards.files.inspection import Refused, inspect
from awards.files.kinds import FileKind
from tests import samples

NAME = "Alva Norrsken"


def test_a_pdf_loses_its_author_its_notes_and_its_history() -> None:
    sent = samples.pdf("The text stays", author=NAME)
    kept = without_metadata(inspect(sent))
    assert (NAME.encode() in sent, NAME.encode() in kept) == (True, False)
    reader = PdfReader(io.BytesIO(kept))
    assert (reader.metadata, reader.xmp_metadata) == (None, None)
    assert [page.extract_text() for page in reader.pages] == ["The text stays"]
    assert ["/Annots" in page for page in reader.pages] == [False]


def test_a_photograph_in_a_pdf_loses_what_its_camera_noted() -> None:
    sent = samples.photo_pdf(samples.picture(size=(64, 64), camera=NAME))
    kept = without_metadata(inspect(sent))
    assert (NAME.encode() in sent, NAME.encode() in kept) == (True, False)
    (page,) = PdfReader(io.BytesIO(kept)).pages
    assert [one.image.size for one in page.images if one.image] == [(64, 64)]


def test_a_photograph_stays_bit_by_bit() -> None:
    sent = samples.picture(size=(64, 64), camera=NAME)
    with Image.open(io.BytesIO(sent)) as before, Image.open(io.BytesIO(only_picture(sent))) as now:
        assert (now.tobytes(), dict(now.getexif()), now.info.get("comment")) == (
            before.tobytes(),
            {},
            None,
        )


def _stream(data: bytes, **keys: Any) -> StreamObject:
    made = StreamObject()
    made._data = data
    for key, value in keys.items():
        name = ArrayObject(map(NameObject, value)) if isinstance(value, list) else value
        made[NameObject(f"/{key}")] = NameObject(name) if type(name) is str else name
    return made


def _drawn(contents: bytes, **things: StreamObject) -> bytes:
    """Make a PDF of a page with such contents, which may draw things by name."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    named = {NameObject(f"/{name}"): writer._add_object(one) for name, one in things.items()}
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject(named)}
    )
    page[NameObject("/Contents")] = writer._add_object(_stream(contents))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _image(data: bytes, *filters: str) -> StreamObject:
    size, eight = NumberObject(64), NumberObject(8)
    return _stream(
        data,
        Type="/XObject",
        Subtype="/Image",
        Width=size,
        Height=size,
        ColorSpace="/DeviceRGB",
        BitsPerComponent=eight,
        Filter=list(filters),
    )


def _everything_in(pdf: bytes) -> bytes:
    """Return a PDF's bytes, and those of its streams as far as they can be unpacked."""
    reader = PdfReader(io.BytesIO(pdf))
    objects = [reader.get_object(number) for number in range(1, int(str(reader.trailer["/Size"])))]
    streams = [one for one in objects if isinstance(one, StreamObject)]
    packed = [one._data for one in streams]
    plain = [one.get_data() for one in streams if one.get("/Subtype") != "/Image"]
    return b"\n".join([pdf, *packed, *plain])


def _jpeg_2000() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, "JPEG2000", comment=NAME)
    return out.getvalue()


JPEG = samples.picture(size=(64, 64), camera=NAME)


@pytest.mark.parametrize(
    "image",
    [
        _image(JPEG, "/DCTDecode"),
        _image(zlib.compress(JPEG), "/FlateDecode", "/DCTDecode"),
        _image(JPEG.hex().encode() + b">", "/ASCIIHexDecode", "/DCTDecode"),
        _image(JPEG + NAME.encode(), "/DCTDecode"),
        _image(JPEG[:-2] + b"\xff\xfe\x00\x0f" + NAME.encode() + b"\xff\xd9", "/DCTDecode"),
        _image(_jpeg_2000(), "/JPXDecode"),
    ],
)
def test_a_photograph_loses_it_however_it_is_packed(image: StreamObject) -> None:
    kept = without_metadata(inspect(_drawn(b"q 64 0 0 64 0 0 cm /A Do Q", A=image)))
    assert NAME.encode() not in _everything_in(kept)
    (page,) = PdfReader(io.BytesIO(kept)).pages
    assert [one.image.size for one in page.images if one.image] == [(64, 64)]


SPOKEN = (
    b"BT /Span <</ActualText (Alva Norrsken)>> BDC (x) Tj EMC ET\n% made by Alva Norrsken\n"
    b"/Span <</Alt (Alva Norrsken)>> DP (Alva Norrsken) q Q (Alva Norrsken) made 0 0 9 9 re f"
)


@pytest.mark.parametrize("where", ["page", "form"])
def test_what_only_the_blind_or_nobody_would_read_goes(where: str) -> None:
    form = _stream(SPOKEN, Type="/XObject", Subtype="/Form", ActualText="/No")
    sent = _drawn(SPOKEN) if where == "page" else _drawn(b"/A Do", A=form)
    kept = without_metadata(inspect(sent))
    assert NAME.encode() in _everything_in(sent)
    assert NAME.encode() not in _everything_in(kept)
    assert NAME.encode().hex() not in _everything_in(kept).decode("latin-1").lower()
    assert b"0 0 9 9 re" in _everything_in(kept)
    assert (NAME in words_in(sent, FileKind.PDF), NAME in words_in(kept, FileKind.PDF)) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    "image",
    [
        _image(b"no photograph " + NAME.encode(), "/DCTDecode"),
        _image(JPEG[:40] + b"\0" + JPEG[40:], "/DCTDecode"),
        _image(JPEG, "/DCTDecode", "/FlateDecode"),
        _image(b"no photograph", "/JPXDecode"),
    ],
)
def test_what_cannot_be_gone_through_is_refused_with_advice(image: StreamObject) -> None:
    with pytest.raises(Refused) as caught:
        without_metadata(inspect(_drawn(b"/A Do", A=image)))
    assert caught.value.message == UNSURE


def _text(value: str) -> Any:
    return TextStringObject(value)


def _font(**keys: Any) -> DictionaryObject:
    made = _stream(b"", Type="/Font", Subtype="/TrueType", BaseFont="/AlvaNorrsken-Hand", **keys)
    return DictionaryObject(made)


def _program(**keys: Any) -> DictionaryObject:
    return DictionaryObject(_stream(b"", Type="/FontDescriptor", **keys))


def _face(*, cff: bool = False) -> bytes:
    """Make a font program of somebody's handwriting, with their name wherever it has room."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.t2CharStringPen import T2CharStringPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    glyphs = [".notdef", "A", "AlvaNorrsken"]
    made = FontBuilder(1000, isTTF=not cff)
    made.setupGlyphOrder(glyphs)
    made.setupCharacterMap({65: "A"})
    if cff:
        drawn = dict.fromkeys(glyphs, T2CharStringPen(500, None).getCharString())
        made.setupCFF("AlvaNorrsken", {"FullName": NAME, "Notice": NAME}, drawn, {})
    else:
        made.setupGlyf({one: TTGlyphPen(None).glyph() for one in glyphs})
    made.setupHorizontalMetrics(dict.fromkeys(glyphs, (500, 0)))
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": NAME, "styleName": "Hand"})
    made.setupOS2()
    made.setupPost(keepGlyphNames=True)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


CMAP = b"""/CIDSystemInfo << /Registry (Alva Norrsken) >> def % Alva Norrsken
1 begincodespacerange <00> <FF> endcodespacerange
2 beginbfchar <41> <0041> <42> <0041006C007600610020004E006F0072007200730>
<43> <0041006C007600610020004E006F007200720073006B0065006E> endbfchar"""
NAMED = DictionaryObject({NameObject("/Name"): _text(NAME), NameObject("/Author"): _text(NAME)})
HIDDEN: dict[str, dict[str, Any]] = {
    "the name of a layer": {"Properties": {"MC0": NAMED}},
    "the name of a font": {"Font": {"F1": _font(Name="/AlvaNorrsken", FontFamily=_text(NAME))}},
    "the name of a thing": {"XObject": {"AlvaNorrsken": _stream(b"", Subtype="/Form")}},
    "the name of a colour": {"ColorSpace": {"C": ["/Separation", "/AlvaNorrsken", "/DeviceRGB"]}},
    "a key of somebody's": {"Font": {"F1": _font(AlvaNorrsken=NumberObject(1))}},
    "a colour profile": {
        "ColorSpace": {"C": ["/ICCBased", _stream(b"desc " + NAME.encode(), N=NumberObject(3))]}
    },
    "the letters of a font": {
        "Font": {
            "F1": _font(Encoding=DictionaryObject(_stream(b"", Differences=["/AlvaNorrsken"])))
        }
    },
    "what letters mean": {"Font": {"F1": _font(ToUnicode=_stream(CMAP))}},
    "what letters are": {"Font": {"F1": _font(Encoding=_stream(CMAP))}},
    "a function": {
        "Shading": {
            "S": DictionaryObject(
                _stream(
                    b"",
                    ShadingType=NumberObject(1),
                    Function=_stream(b"{ dup % Alva Norrsken\n }", FunctionType=NumberObject(4)),
                )
            )
        }
    },
    "a font's own tables": {
        "Font": {"F1": _font(FontDescriptor=_program(FontFile2=_stream(_face())))}
    },
    "a font's strings": {
        "Font": {
            "F1": _font(
                FontDescriptor=_program(FontFile3=_stream(_face(cff=True), Subtype="/OpenType"))
            )
        }
    },
    "a thing of no kind": {"XObject": {"X": _stream(NAME.encode())}},
    "what an object knows": {
        "XObject": {"X": _stream(b"", Subtype="/Form", PieceInfo=NAMED, OC=NAMED, OPI=NAMED)}
    },
}


def _pdf_of(value: Any, writer: PdfWriter) -> Any:
    """Make what a page's resources hold; a stream stands on its own."""
    if isinstance(value, StreamObject):
        for key, one in list(value.items()):
            value[NameObject(key)] = _pdf_of(one, writer)
        return writer._add_object(value)
    if isinstance(value, dict):
        return DictionaryObject(
            {
                NameObject(k if k[0] == "/" else f"/{k}"): _pdf_of(v, writer)
                for k, v in value.items()
            }
        )
    if isinstance(value, list):
        return ArrayObject(_pdf_of(one, writer) for one in value)
    return NameObject(value) if type(value) is str else value


def _with_resources(resources: dict[str, Any]) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    page[NameObject("/Resources")] = _pdf_of(resources, writer)
    page[NameObject("/Contents")] = writer._add_object(_stream(b"/N1 gs 0 0 9 9 re f"))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _says_it(pdf: bytes) -> bool:
    """Say whether the name stands anywhere, in any of the ways that a PDF writes words."""
    there = _everything_in(pdf).replace(b" ", b"").replace(b"\0", b"").lower()
    utf16 = NAME.encode("utf-16-be").hex().encode()
    return any(one in there for one in (b"alvanorrsken", utf16, NAME.encode().hex().encode()))


@pytest.mark.parametrize("where", HIDDEN)
def test_no_name_comes_along_wherever_a_page_keeps_it(where: str) -> None:
    sent = _with_resources(copy.deepcopy(HIDDEN[where]))
    kept = without_metadata(inspect(sent))
    assert (_says_it(sent), _says_it(kept)) == (True, False)
    assert b"0 0 9 9 re" in _everything_in(kept)


ON_THE_WHOLE: dict[str, dict[str, Any]] = {
    "bookmarks": {"/Outlines": {"/First": {"/Title": NAME}}},
    "names of pages": {"/PageLabels": {"/Nums": [{"/P": NAME}]}},
    "a form's fields": {"/AcroForm": {"/Fields": [{"/T": NAME, "/V": NAME, "/TU": NAME}]}},
    "what is read aloud": {"/StructTreeRoot": {"/K": {"/Alt": NAME, "/ActualText": NAME}}},
    "layers": {"/OCProperties": {"/OCGs": [{"/Name": NAME}]}},
    "places to jump to": {"/Dests": {f"/{NAME}": "x"}, "/Names": {"/Dests": {"/Names": [NAME]}}},
    "whatever else": {"/AlvaNorrsken": NAME, "/Lang": NAME, "/ViewerPreferences": {"/X": NAME}},
}


@pytest.mark.parametrize("what", ON_THE_WHOLE)
def test_nothing_that_hangs_on_the_whole_comes_along(what: str) -> None:
    sent = samples.pdf("The text stays", root=ON_THE_WHOLE[what])
    kept = without_metadata(inspect(sent))
    assert (_says_it(sent), _says_it(kept)) == (True, False)
    assert words_in(kept, FileKind.PDF) == "The text stays"


def test_an_older_kind_of_font_program_is_refused() -> None:
    """Its letters lie in code that would have to be run to be read."""
    old = _font(FontDescriptor=_program(FontFile=_stream(b"%!PS-AdobeFont-1.0: Alva Norrsken")))
    old[NameObject("/Subtype")] = NameObject("/Type1")
    with pytest.raises(Refused) as caught:
        without_metadata(inspect(_with_resources({"Font": {"F1": old}})))
    assert caught.value.message == UNSURE


def test_an_office_document_is_refused_with_the_reason() -> None:
    with pytest.raises(Refused) as caught:
        without_metadata(inspect(samples.office()))
    assert caught.value.message == OUT_OF_SIGHT


def test_all_that_a_pdf_says_is_read() -> None:
    words = words_in(samples.pdf("On the page", root={"/Lang": "hidden words"}), FileKind.PDF)
    assert words.splitlines() == ["On the page", "pypdf", "hidden words"]


def test_a_picture_says_nothing_that_can_be_read() -> None:
    assert words_in(samples.picture(), FileKind.IMAGE) == ""
