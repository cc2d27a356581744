"""Printing pages: HTML with its style in it goes in, tagged PDF/UA-1 comes out.

The press reads its own fonts and nothing else: no network, no other file, whatever a text contains.
Reading WeasyPrint in takes half a second: import this module where something is printed.
"""

import atexit
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock
from time import monotonic

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from awards.core.press.fonts import press_fonts
from awards.core.press.weasy import CSS, HTML, FontConfiguration, URLFetcher, URLFetcherResponse
from awards.core.templates import Kept
from awards.core.text import paragraphs

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = Environment(
    loader=FileSystemLoader(ROOT / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    bytecode_cache=Kept("print"),
)
TEMPLATES.filters["paragraphs"] = paragraphs
INK = "#1b1f2a"
_VARIANT = "pdf/ua-1"


class _OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Opens the fonts, and images inside the document; refuses everything else."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self._allowed = allowed

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url in self._allowed:
            return URLFetcherResponse(url, Path(URLFetcherResponse(url).path).read_bytes())
        return super().fetch(url, headers)


class Press:
    """Prints pages with the fonts of one folder; holds them open between pages."""

    def __init__(self, fonts: Path) -> None:
        """Take the fonts that lie in a folder."""
        urls = frozenset(file.as_uri() for file in press_fonts(fonts).values())
        self.fetcher = _OwnFilesOnly(urls)
        self._fonts = FontConfiguration()
        # Pango's font map is not made for several threads.
        self._lock = Lock()

    def print(self, html: str) -> bytes:
        """Set and write one document."""
        with self._lock:
            page = HTML(string=html, url_fetcher=self.fetcher)
            written: bytes = page.write_pdf(font_config=self._fonts, pdf_variant=_VARIANT)
        return written

    def bind(self, parts: Iterable[str], *, css: str, done: Callable[[int], None]) -> bytes:
        """Set each part by itself, in one style, and write all of them as one document.

        The first part gives title and language; each counts its own pages. `done` hears how many
        are set.
        """
        with self._lock:
            documents = []
            style = CSS(string=css, url_fetcher=self.fetcher, font_config=self._fonts)
            for html in parts:
                part = HTML(string=html, url_fetcher=self.fetcher)
                documents.append(
                    part.render(stylesheets=[style], font_config=self._fonts, pdf_variant=_VARIANT)
                )
                done(len(documents))
            pages = [page for document in documents for page in document.pages]
            written: bytes = documents[0].copy(pages).write_pdf(pdf_variant=_VARIANT)
        return written


def press(fonts: Path) -> Press:
    """Return the press for a folder of fonts: a new one each hour.

    WeasyPrint keeps copies of the fonts among the temporary files, which systems clear of old ones.
    """
    return _press_of_the_hour(fonts, int(monotonic() // 3600))


@lru_cache(maxsize=2)
def _press_of_the_hour(fonts: Path, _hour: int) -> Press:
    return Press(fonts)


# Fonts are let go while the interpreter is whole; left to its end they complain and stay behind.
atexit.register(_press_of_the_hour.cache_clear)
