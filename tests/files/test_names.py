"""A name as somebody chose it becomes one that is safe to show, to save and to send."""

import pytest

from awards.files.names import safe_name


@pytest.mark.parametrize(
    ("given", "ending", "safe"),
    [
        ("Åsas idé.pdf", "pdf", "Åsas idé.pdf"),
        ("A\u030asas ide\u0301.pdf", "pdf", "Åsas idé.pdf"),
        ("photo.JPEG", "jpg", "photo.jpg"),
        ("photo.png", "jpg", "photo.png.jpg"),
        ("bill.pdf.exe", "pdf", "bill.pdf.exe.pdf"),
        ("run.sh", "pdf", "run.sh.pdf"),
        ("C:\\Users\\alva\\secret.docx", "docx", "secret.docx"),
        ("../../etc/passwd", None, "passwd"),
        ("\u202excod.exe", "docx", "xcod.exe.docx"),
        ("a\u200bb\u2066c.pdf", "pdf", "abc.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "pdf", "a-b-Set-Cookie- x.pdf"),
        ('say "hi"; rm.pdf', "pdf", "say -hi- rm.pdf"),
        ("CON.pdf", "pdf", "file-CON.pdf"),
        ("lpt1.txt.pdf", "pdf", "file-lpt1.txt.pdf"),
        ("...", None, "file"),
        (".pdf", "pdf", "pdf.pdf"),
        ("", "png", "file.png"),
        ("x" * 300 + ".pdf", "pdf", "x" * 100 + ".pdf"),
        ("å" * 300 + ".pdf", "pdf", "å" * 100 + ".pdf"),
        ("𝔘" * 90 + ".pdf", "pdf", "𝔘" * 50 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(given: str, ending: str | None, safe: str) -> None:
    assert safe_name(given, ending) == safe
