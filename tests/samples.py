"""Files as people send them, and as nobody should: made on the spot, each a few kilobytes."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

OFFICE = "application/vnd.openxmlformats-officedocument"
MAINS = {
    "docx": ("word/document.xml", f"{OFFICE}.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OFFICE}.spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{OFFICE}.presentationml.presentation.main+xml"),
}


def pdf(text: str = "Hello", *, root: dict[str, Any] | None = None, author: str = "") -> bytes:
    """Make a PDF of one page that says something; `root` is added to its catalogue."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 200)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    content = DecodedStreamObject()
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    content.set_data(f"BT /F1 12 Tf 20 150 Td ({escaped}) Tj ET".encode("cp1252"))
    page[NameObject("/Contents")] = writer._add_object(content)
    if author:
        writer.add_metadata({"/Author": author, "/Title": f"By {author}"})
        xmp = DecodedStreamObject()
        xmp.set_data(f"<x:xmpmeta><dc:creator>{author}</dc:creator></x:xmpmeta>".encode())
        writer._root_object[NameObject("/Metadata")] = writer._add_object(xmp)
        note = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Text"),
                NameObject("/Rect"): ArrayObject([]),
                NameObject("/T"): TextStringObject(author),
            }
        )
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    for key, value in (root or {}).items():
        writer._root_object[NameObject(key)] = _pdf_object(value)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _pdf_object(value: Any) -> Any:
    if isinstance(value, dict):
        return DictionaryObject({NameObject(k): _pdf_object(v) for k, v in value.items()})
    if isinstance(value, list):
        return ArrayObject([_pdf_object(one) for one in value])
    return NameObject(value) if value.startswith("/") else TextStringObject(value)


def locked_pdf() -> bytes:
    """Make a PDF that asks for a password."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("secret", algorithm="AES-256")
    return _written(writer)


def pdf_with_file() -> bytes:
    """Make a PDF with a file embedded."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.add_attachment("run.exe", b"MZ")
    return _written(writer)


def photo_pdf(photo: bytes) -> bytes:
    """Make a PDF of one JPEG, bit by bit as its camera wrote it."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(photo)) as shown:
        shown.save(out, "PDF")
    writer = PdfWriter(clone_from=io.BytesIO(out.getvalue()))
    for thing in writer._objects:
        if isinstance(thing, StreamObject) and thing.get("/Subtype") == "/Image":
            thing._data = photo
    return _written(writer)


def picture(
    kind: str = "JPEG",
    *,
    size: tuple[int, int] = (40, 20),
    mode: str = "RGB",
    camera: str = "",
    turned: int = 1,
) -> bytes:
    """Make a picture, red on the left and blue on the right; with what a camera notes if asked."""
    made = Image.new(mode, size, "red")
    made.paste(Image.new(mode, (size[0] // 2, size[1]), "blue"), (size[0] // 2, 0))
    options: dict[str, Any] = {}
    if camera:
        exif = Image.Exif()
        exif[0x010F], exif[0x013B], exif[0x0112] = camera, camera, turned
        exif.get_ifd(0x8825)[1] = "N"
        options = {"exif": exif, **({"comment": camera} if kind == "JPEG" else {})}
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def archive(parts: Mapping[str, bytes | str], *, comment: bytes = b"") -> bytes:
    """Make a ZIP of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
        made.comment = comment
    return out.getvalue()


def office(
    ending: str = "docx", more: Mapping[str, bytes | str] | None = None, *, author: str = ""
) -> bytes:
    """Make an office document; `more` are further parts by name."""
    return archive({**office_parts(ending, author=author), **(more or {})})


def office_parts(
    ending: str = "docx", text: str = "Hello", author: str = ""
) -> dict[str, bytes | str]:
    """Return the parts of an office document."""
    if ending == "odt":
        body = f"<office:text><text:p>{text}</text:p></office:text>"
        return {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content>{body}</office:document-content>",
            "meta.xml": f"<dc:creator>{author}</dc:creator>",
        }
    name, media_type = MAINS[ending]
    return {
        "[Content_Types].xml": f'<Types><Override PartName="/{name}" ContentType="{media_type}"/>'
        "</Types>",
        name: f"<w:document><w:t>{text}</w:t></w:document>",
        "docProps/core.xml": f"<cp:coreProperties><dc:creator>{author}</dc:creator>"
        "</cp:coreProperties>",
    }
