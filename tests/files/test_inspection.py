"""A file is what its content is: what is harmless is taken, what is not is refused by name."""

import io
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from awards.files.inspection import (
    LARGEST_EMBLEM,
    Refused,
    inspect,
    inspect_emblem,
    office,
    refusals,
)
from awards.files.kinds import DOCX, JPEG, LARGEST, ODT, PDF, PNG, PPTX, WEBP, XLSX, Format
from tests import samples

GOOD: dict[str, tuple[Callable[[], bytes], Format]] = {
    "a PDF": (samples.pdf, PDF),
    "a JPEG": (samples.picture, JPEG),
    "a PNG": (lambda: samples.picture("PNG", mode="RGBA"), PNG),
    "a WebP": (lambda: samples.picture("WEBP"), WEBP),
    "a Word document": (samples.office, DOCX),
    "a workbook": (lambda: samples.office("xlsx"), XLSX),
    "a presentation": (lambda: samples.office("pptx"), PPTX),
    "an OpenDocument text": (lambda: samples.office("odt"), ODT),
    "a PDF with a link": (lambda: samples.pdf(root={"/URI": {"/Base": "https://x"}}), PDF),
    "a presentation with a chart's sheet": (
        lambda: samples.office("pptx", {"ppt/embeddings/Sheet1.xlsx": samples.office("xlsx")}),
        PPTX,
    ),
}


@pytest.mark.parametrize("what", GOOD)
def test_what_is_harmless_is_taken_as_what_it_is(what: str) -> None:
    made, expected = GOOD[what]
    assert inspect(made()).format == expected


def _deep() -> bytes:
    inner = samples.office("docx", {"word/b.docx": samples.office()})
    return samples.office("docx", {"word/embeddings/a.docx": inner})


def _word(name: str, data: bytes | str) -> Callable[[], bytes]:
    return lambda: samples.office("docx", {name: data})


def _types(words: str) -> bytes:
    parts = samples.office_parts()
    return samples.archive(
        parts | {"[Content_Types].xml": str(parts["[Content_Types].xml"]) + words}
    )


def _declared_small() -> bytes:
    """Make a document whose part says that it is small, and is not."""
    data = samples.office("docx", {"word/big.xml": b"\0" * 3_000_000})
    size = (3_000_000).to_bytes(4, "little")
    return data.replace(size, (1000).to_bytes(4, "little"))


EXTERNAL = (
    '<Relationships><Relationship Id="r" Type="x/attachedTemplate" Target="https://evil"'
    ' TargetMode="External"/></Relationships>'
)
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", refusals.EMPTY),
    "too much": (lambda: b"%PDF-" + b"0" * LARGEST, refusals.TOO_LARGE),
    "a script": (lambda: b"#!/bin/sh\nrm -rf /\n", refusals.UNKNOWN),
    "a web page": (lambda: b"<html><script>alert(1)</script></html>", refusals.UNKNOWN),
    "a drawing with a script": (lambda: b"<svg onload='alert(1)'/>", refusals.UNKNOWN),
    "a Windows program": (lambda: b"MZ" + b"\0" * 500, refusals.UNKNOWN),
    "plain text": (lambda: b"Hello", refusals.UNKNOWN),
    "a plain archive": (lambda: samples.archive({"a.txt": "a"}), refusals.UNKNOWN),
    "an iPhone's picture": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 40, refusals.APPLE_PICTURE),
    "a GIF that is a script": (lambda: b"GIF89a/*" + b"\0" * 40, refusals.OTHER_PICTURE),
    "an old Word document": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        refusals.OLD_OFFICE,
    ),
    "half a picture": (lambda: samples.picture(size=(200, 200))[:400], refusals.DAMAGED),
    "a picture of a thousand million pixels": (
        lambda: _with_size(samples.picture("PNG"), 40_000, 25_000),
        refusals.PIXELS,
    ),
    "a picture of 26 million pixels": (
        lambda: _with_size(samples.picture("PNG"), 5_200, 5_000),
        refusals.PIXELS,
    ),
    "half a PDF": (lambda: samples.pdf()[:200], refusals.DAMAGED),
    "a PDF of nothing": (lambda: b"%PDF-1.7\n%%EOF", refusals.DAMAGED),
    "a locked PDF": (samples.locked_pdf, refusals.LOCKED),
    "a PDF that runs JavaScript": (
        lambda: samples.pdf(root={"/OpenAction": {"/S": "/JavaScript", "/JS": "app.alert(1)"}}),
        refusals.PROGRAMS,
    ),
    "a PDF with JavaScript by name": (
        lambda: samples.pdf(root={"/Names": {"/JavaScript": {"/Names": []}}}),
        refusals.PROGRAMS,
    ),
    "a PDF that starts a program": (
        lambda: samples.pdf(root={"/OpenAction": {"/S": "/Launch", "/F": "calc.exe"}}),
        refusals.PROGRAMS,
    ),
    "a PDF that sends a form": (
        lambda: samples.pdf(root={"/AA": {"/WC": {"/S": "/SubmitForm", "/F": "https://x"}}}),
        refusals.PROGRAMS,
    ),
    "a PDF with a file in it": (samples.pdf_with_file, refusals.INNER_FILES),
    "a PDF that is a ZIP": (
        lambda: samples.pdf() + samples.archive({"a.txt": "a"}),
        refusals.MIXED,
    ),
    "a PDF that is a web page": (
        lambda: samples.pdf().replace(b"%PDF-1.3\n", b"%PDF-1.3\n%<html><script>\n"),
        refusals.MIXED,
    ),
    "a PDF with a program behind it": (lambda: samples.pdf() + b"MZ" * 4000, refusals.MIXED),
    "a document with macros": (_word("word/vbaProject.bin", b"x"), refusals.MACROS),
    "a document that allows macros": (
        lambda: _types("application/vnd.ms-word.document.macroEnabled.main+xml"),
        refusals.MACROS,
    ),
    "a document with a control": (_word("word/activeX/activeX1.xml", "<a/>"), refusals.MACROS),
    "a document that asks another program": (
        _word("word/footer.xml", "<w:instrText>DDEAUTO c:\\cmd</w:instrText>"),
        refusals.MACROS,
    ),
    "an OpenDocument text with macros": (
        lambda: samples.archive(samples.office_parts("odt") | {"Basic/Standard/m.xml": "x"}),
        refusals.MACROS,
    ),
    "a document that fetches its template": (
        _word("word/_rels/settings.xml.rels", EXTERNAL),
        refusals.FETCHES,
    ),
    "a document with an object": (
        _word("word/embeddings/oleObject1.bin", b"x"),
        refusals.INNER_FILES,
    ),
    "a document with a program": (_word("word/media/image1.png", b"MZ\0\0"), refusals.INNER_FILES),
    "a document in a document in a document": (_deep, refusals.INNER_FILES),
    "a document with growing entities": (
        _word("word/x.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        refusals.BOMB,
    ),
    "a zip bomb": (_word("word/big.xml", b"\0" * 30_000_000), refusals.BOMB),
    "a zip bomb of many parts": (
        lambda: samples.archive(
            samples.office_parts() | {f"word/{n}.xml": b"" for n in range(office.MOST_PARTS)}
        ),
        refusals.BOMB,
    ),
    "a zip bomb that lies": (_declared_small, refusals.DAMAGED),
    "an archive that is broken": (lambda: b"PK\x03\x04" + b"\0" * 64, refusals.DAMAGED),
    "a document with something behind it": (lambda: samples.office() + b"MZ" * 20, refusals.MIXED),
    "a document that is a PDF": (
        lambda: samples.archive({"%PDF-1.7": "x", **samples.office_parts()}),
        refusals.MIXED,
    ),
    "a document that climbs out": (_word("../../etc/passwd", "x"), refusals.MIXED),
    "a document with a part twice": (_word("WORD/document.xml", "x"), refusals.MIXED),
}


def _with_size(png: bytes, width: int, height: int) -> bytes:
    """Let a PNG say that it is larger than it is."""
    head = b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + png[24:29]
    return png[:12] + head + zlib.crc32(head).to_bytes(4) + png[33:]


@pytest.mark.parametrize("what", BAD)
def test_what_could_harm_is_refused_with_what_to_do(what: str) -> None:
    made, expected = BAD[what]
    with pytest.raises(Refused) as caught:
        inspect(made())
    assert caught.value.message == expected


def test_a_zip_bomb_is_not_unpacked_into_memory() -> None:
    """A gigabyte that says what it is: refused before a byte of it is read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name, data in samples.office_parts().items():
            made.writestr(name, data)
        with made.open("word/big.xml", "w") as part:
            for _ in range(200):
                part.write(b"\0" * 1_000_000)
    data = out.getvalue()
    tracemalloc.start()
    with pytest.raises(Refused):
        inspect(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_nothing_but_its_pixels(kind: str) -> None:
    sent = samples.picture(kind, camera="Alva Norrskens telefon")
    kept = inspect(sent).data
    assert b"Norrsken" in sent
    assert b"Norrsken" not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        assert (dict(shown.getexif()), shown.info.get("icc_profile")) == ({}, None)
        harmless = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        harmless |= {"loop", "background", "timestamp", "duration"}
        assert shown.info.keys() <= harmless


def test_a_picture_is_turned_as_its_camera_was() -> None:
    kept = inspect(samples.picture(size=(40, 20), camera="x", turned=6)).data
    with Image.open(io.BytesIO(kept)) as shown:
        assert shown.size == (20, 40)


def test_what_is_hidden_behind_a_picture_does_not_come_along() -> None:
    page = b"<html><script>alert(1)</script></html>"
    kept = inspect(samples.picture() + page + samples.archive({"a.txt": "a"}))
    assert page not in kept.data
    assert not zipfile.is_zipfile(io.BytesIO(kept.data))


def test_a_small_picture_cannot_keep_the_house_busy() -> None:
    """A few kilobytes: enormous, or gone through again and again."""
    out = io.BytesIO()
    Image.new("RGB", (5100, 5000)).save(out, "WEBP", lossless=True)
    assert len(out.getvalue()) < 3000
    with pytest.raises(Refused) as refused:
        inspect(out.getvalue())
    assert refused.value.message == refusals.PIXELS
    out = io.BytesIO()
    Image.new("RGB", (64, 64)).save(out, "JPEG", progressive=True)
    jpeg = out.getvalue()
    scan = jpeg[jpeg.rfind(b"\xff\xda") : -2]
    assert inspect(jpeg[:-2] + 20 * scan + jpeg[-2:]).format is JPEG
    with pytest.raises(Refused) as refused:
        inspect(jpeg[:-2] + 101 * scan + jpeg[-2:])
    assert refused.value.message == refusals.DAMAGED


def test_a_large_picture_is_made_smaller() -> None:
    kept = inspect(samples.picture("PNG", size=(5000, 100))).data
    with Image.open(io.BytesIO(kept)) as shown:
        assert shown.size == (4000, 80)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>a()</script></svg>'


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_emblem_is_written_anew_and_no_larger_than_paper_needs(kind: str) -> None:
    found = inspect_emblem(samples.picture(kind, size=(1000, 1500), camera="Canon of Ada"))
    with Image.open(io.BytesIO(found.data)) as shown:
        assert (shown.format, shown.size) == (kind, (400, 600))
    assert b"Canon" not in found.data


NO_EMBLEM: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", refusals.EMPTY),
    "an SVG": (SVG, refusals.DRAWING),
    "a PDF": (samples.pdf(), refusals.PNG_OR_JPEG),
    "a WebP": (samples.picture("WEBP", size=(200, 200)), refusals.PNG_OR_JPEG),
    "a page": (b"<!doctype html><p>Hello", refusals.PNG_OR_JPEG),
    "half a picture": (samples.picture(size=(200, 200))[:400], refusals.DAMAGED),
    "a small picture": (samples.picture("PNG", size=(99, 60)), refusals.TOO_SMALL),
    "a large file": (b"\x89PNG\r\n\x1a\n" + bytes(LARGEST_EMBLEM), refusals.TOO_LARGE),
    "too many pixels": (samples.picture("PNG", size=(5001, 5000)), refusals.PIXELS),
}


@pytest.mark.parametrize("what", NO_EMBLEM)
def test_what_is_no_emblem_is_refused_by_name(what: str) -> None:
    data, message = NO_EMBLEM[what]
    with pytest.raises(Refused) as refused:
        inspect_emblem(data)
    assert refused.value.message == message
