"""The door to the renderer, so that nobody waits for WeasyPrint who has no certificate to print."""

from pathlib import Path

from awards.certificates.text import CertificateText
from awards.files.actions import path_of


def render_certificate(text: CertificateText, *, fonts: Path, files: Path) -> bytes:
    """Return the certificate as PDF/UA-1 bytes.

    fonts, files: the folders of the faces, and of stored files, where the coat of arms lies.
    """
    # Reading WeasyPrint and Pango in takes half a second: not at every start of every process.
    from awards.certificates import document

    arms = path_of(files, text.arms).read_bytes() if text.arms else None
    return document.render_certificate(text, fonts=fonts, arms=arms)
