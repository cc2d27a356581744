"""A copy for people who must not know: nothing beside what is seen, and its words can be read."""

import io
import zlib
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from awards.files.blinding import OUT_OF_SIGHT, without_metadata, words_in
from awards.files.inspection import Refused, inspect
from awards.files.kinds import FileKind
from awards.files.pdf_streams import UNSURE, only_picture
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
        made[NameObject(f"/{key}")] = NameObject(name) if isinstance(name, str) else name
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


def test_an_office_document_is_refused_with_the_reason() -> None:
    with pytest.raises(Refused) as caught:
        without_metadata(inspect(samples.office()))
    assert caught.value.message == OUT_OF_SIGHT


def test_all_that_a_pdf_says_is_read() -> None:
    words = words_in(samples.pdf("On the page", root={"/Lang": "hidden words"}), FileKind.PDF)
    assert words.splitlines() == ["On the page", "pypdf", "hidden words"]


def test_a_picture_says_nothing_that_can_be_read() -> None:
    assert words_in(samples.picture(), FileKind.IMAGE) == ""
