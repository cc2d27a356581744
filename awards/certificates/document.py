"""The certificate as a document: texts in, one A4 landscape page as tagged PDF/UA-1 out.

Knows no database and no web. Every word comes from the caller in the certificate's language; this
module chooses sizes (fitting), draws emblem and QR code, and lets the press set the page.

Reading WeasyPrint in takes half a second: pages come here through `printing`, when they must.
"""

import re
from base64 import b64encode
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
from markupsafe import Markup

from awards.certificates import fitting
from awards.certificates.fitting import Copy, fit, ruler
from awards.certificates.text import CertificateText
from awards.core.press.fonts import ITALIC, press_fonts
from awards.core.press.printing import INK, ROOT, TEMPLATES, press

_EMBLEMS = ROOT / "static" / "img" / "emblems"
_QUOTES = {"sv": "””", "nb": "«»", "en": "“”"}
_LINES = {
    "word": fitting.WORD_LINE,
    "name": fitting.NAME_LINE,
    "citation": fitting.CITATION_LINE,
    "member": fitting.MEMBER_LINE,
    "title_share": fitting.TITLE_SHARE,
    "row_gap_mm": fitting.ROW_GAP_MM,
}
# Citations keep emphasis; paragraphs and lists are run together into one text.
_OTHER_TAGS = re.compile(r"<(?!/?(?:em|i|strong|b)>)[^>]*>")


def render_certificate(text: CertificateText, *, fonts: Path, arms: bytes | None = None) -> bytes:
    """Return the certificate as PDF/UA-1 bytes; `fonts` is the folder the faces are kept in.

    arms: the picture of the giver's coat of arms or logo, PNG or JPEG.
    """
    return press(fonts).print(certificate_html(text, fonts=fonts, arms=arms))


def certificate_html(text: CertificateText, *, fonts: Path, arms: bytes | None = None) -> str:
    """Return the page that is printed: one HTML document with its style in it."""
    files = press_fonts(fonts)
    citation = _inline(text.citation)
    quotes = _QUOTES.get(text.language.partition("-")[0], _QUOTES["en"])
    sizes = fit(_copy(text, citation), files)
    return TEMPLATES.get_template("print/certificate.html").render(
        text=text,
        citation=citation,
        quotes=quotes,
        fit=sizes,
        step=sizes.step,
        lines=_LINES,
        hang_mm=round(ruler(files[ITALIC]).width_mm(quotes[0], sizes.citation.points), 2),
        faces=[(face, file.as_uri()) for face, file in files.items()],
        ink=INK,
        emblem_url=_emblem_url(text.emblem, text.accent),
        arms_url=_picture_url(arms) if arms else None,
        qr_url=_qr_url(text.verify_url) if text.verify_url else None,
    )


def _copy(text: CertificateText, citation: str) -> Copy:
    """Return what the sizes depend on."""
    return Copy(
        word=text.award_word,
        lines_under_word=bool(text.award_name) + bool(text.outcome_text),
        name=text.recipient,
        lines_under_name=tuple(line for line in (text.recipient_title, text.team_name) if line),
        members=text.members,
        citation=citation.striptags() if isinstance(citation, Markup) else citation,
    )


def _inline(citation: str) -> str:
    """Return the citation as one run of text; Markup keeps its emphasis, text stays text.

    What is marked safe here was marked safe before, by the sanitiser.
    """
    if isinstance(citation, Markup):
        return Markup(" ".join(_OTHER_TAGS.sub(" ", str(citation)).split()))  # noqa: S704
    return " ".join(citation.split())


@lru_cache(maxsize=64)
def _emblem_url(key: str, colour: str) -> str | None:
    """Return the emblem in this colour as a data address; None when there is no such drawing."""
    file = _EMBLEMS / f"{key}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", key) or not file.is_file():
        return None
    drawing = file.read_text(encoding="utf-8").replace("currentColor", colour)
    return "data:image/svg+xml;base64," + b64encode(drawing.encode()).decode()


def _picture_url(picture: bytes) -> str:
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64," + b64encode(picture).decode()


def _qr_url(address: str) -> str:
    """Return a QR code of `address` as a data address, without a quiet zone (the page gives it)."""
    code: Any = segno.make(address, error="l", micro=False)
    return str(code.svg_data_uri(border=0, dark=INK))
