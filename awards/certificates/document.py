"""The certificate as a document: texts in, one A4 landscape page as tagged PDF/UA-1 out.

Knows no database and no web. Every word comes from the caller in the certificate's language; this
module chooses sizes (fitting), draws emblem and QR code, and lets WeasyPrint set the page. It reads
its own fonts and nothing else: no network, no other file, whatever the texts contain.

Reading WeasyPrint in takes half a second: pages come here through `printing`, when they must.
"""

import atexit
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from awards.certificates import fitting
from awards.certificates.fitting import Copy, fit, ruler
from awards.certificates.fonts import ITALIC, certificate_fonts
from awards.certificates.text import CertificateText

_ROOT = Path(__file__).resolve().parents[2]
_EMBLEMS = _ROOT / "static" / "img" / "emblems"
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_ROOT / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_QUOTES = {"sv": "””", "nb": "«»", "en": "“”"}
_INK = "#1b1f2a"
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


def render_certificate(text: CertificateText, *, fonts: Path) -> bytes:
    """Return the certificate as PDF/UA-1 bytes; `fonts` is the folder the faces are kept in."""
    return _press(fonts).print(certificate_html(text, fonts=fonts))


def certificate_html(text: CertificateText, *, fonts: Path) -> str:
    """Return the page that is printed: one HTML document with its style in it."""
    files = certificate_fonts(fonts)
    citation = _inline(text.citation)
    quotes = _QUOTES.get(text.language.partition("-")[0], _QUOTES["en"])
    sizes = fit(_copy(text, citation), files)
    return _ENVIRONMENT.get_template("print/certificate.html").render(
        text=text,
        citation=citation,
        quotes=quotes,
        fit=sizes,
        step=sizes.step,
        lines=_LINES,
        hang_mm=round(ruler(files[ITALIC]).width_mm(quotes[0], sizes.citation.points), 2),
        faces=[(face, file.as_uri()) for face, file in files.items()],
        ink=_INK,
        emblem_url=_emblem_url(text.emblem, text.accent),
        qr_url=_qr_url(text.verify_url) if text.verify_url else None,
    )


class _OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Opens the certificate's fonts and images inside the document; refuses everything else."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self._allowed = allowed

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url in self._allowed:
            return URLFetcherResponse(url, Path(URLFetcherResponse(url).path).read_bytes())
        return super().fetch(url, headers)


class _Press:
    """Prints pages with the fonts of one folder; holds them open between pages."""

    def __init__(self, fonts: Path) -> None:
        urls = frozenset(file.as_uri() for file in certificate_fonts(fonts).values())
        self._fetcher = _OwnFilesOnly(urls)
        self._fonts = FontConfiguration()
        # Pango's font map is not made for several threads.
        self._lock = Lock()

    def print(self, html: str) -> bytes:
        """Set and write one document."""
        with self._lock:
            page = HTML(string=html, url_fetcher=self._fetcher)
            written: bytes = page.write_pdf(font_config=self._fonts, pdf_variant="pdf/ua-1")
        return written


def _press(fonts: Path) -> _Press:
    """Return the press for a folder of fonts: a new one each hour.

    WeasyPrint keeps copies of the fonts among the temporary files, which systems clear of old ones.
    """
    return _press_of_the_hour(fonts, int(monotonic() // 3600))


@lru_cache(maxsize=2)
def _press_of_the_hour(fonts: Path, _hour: int) -> _Press:
    return _Press(fonts)


# Fonts are let go while the interpreter is whole; left to its end they complain and stay behind.
atexit.register(_press_of_the_hour.cache_clear)


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


def _qr_url(address: str) -> str:
    """Return a QR code of `address` as a data address, without a quiet zone (the page gives it)."""
    code: Any = segno.make(address, error="l", micro=False)
    return str(code.svg_data_uri(border=0, dark=_INK))
