"""The door to the renderer, so that nobody waits for WeasyPrint who has no certificate to print."""

from pathlib import Path

from awards.certificates.text import CertificateText


def render_certificate(text: CertificateText, *, fonts: Path) -> bytes:
    """Return the certificate as PDF/UA-1 bytes; `fonts` is the folder the faces are kept in."""
    # Reading WeasyPrint and Pango in takes half a second: not at every start of every process.
    from awards.certificates import document

    return document.render_certificate(text, fonts=fonts)
