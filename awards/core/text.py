"""The one door through which a person's text becomes HTML. Nobody else imports bleach."""

import html
import re
from urllib.parse import urlsplit

import bleach
from bleach.callbacks import nofollow
from bleach.linkifier import Linker
from markdown import Markdown
from markupsafe import Markup

_CITATION_TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "a"})
_SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
)
_LETTER = re.compile(r"[^\W_]")

_Attributes = dict[tuple[str | None, str], str]


def _only_web_addresses(attrs: _Attributes, new: bool = False) -> _Attributes | None:
    """Drop a link that leads anywhere but to a web page or a mailbox."""
    del new
    scheme = urlsplit(attrs.get((None, "href"), "")).scheme.lower()
    return attrs if scheme in _SAFE_SCHEMES else None


# Linear in the text's length, unlike bleach's own pattern: anybody may send us a text.
_WEB_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'()]{1,300}(?<![.,;:!?])", re.IGNORECASE)
_linker = Linker(
    url_re=_WEB_ADDRESS,
    callbacks=[nofollow, _only_web_addresses],  # type: ignore[list-item]  # None drops a link
    parse_email=False,
)


def tidy(text: str | None) -> str:
    """Return plain text as it is stored: one newline style, nothing that cannot be seen."""
    unified = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", unified).strip()


def one_line(text: str | None) -> str:
    """Return a name or title without line breaks: it goes into the subject of a mail."""
    return " ".join(tidy(text).split())


def paragraphs(text: str | None, language: str | None = None) -> Markup:
    """Return plain text as HTML: paragraphs, line breaks, safe links, nothing else.

    A `language` is said of each paragraph: a screen reader then speaks a page's foreign text right.
    """
    opening = f'<p lang="{html.escape(language)}">' if language else "<p>"
    blocks = [b for b in re.split(r"\n\s*\n", tidy(text)) if b.strip()]
    parts = (html.escape(b).replace("\n", "<br>") for b in blocks)
    linked = (_linker.linkify(part) if _WEB_ADDRESS.search(part) else part for part in parts)
    return Markup("".join(f"{opening}{part}</p>" for part in linked))  # noqa: S704 - escaped above


def citation(markdown: str | None) -> Markup:
    """Return a citation's Markdown as HTML with only emphasis, lists and safe links."""
    rendered = Markdown(output_format="html").convert(tidy(markdown))
    cleaned = bleach.clean(
        rendered,
        tags=_CITATION_TAGS,
        attributes={"a": ["href"]},
        protocols=_SAFE_SCHEMES,
        strip=True,
    )
    return Markup(cleaned)  # noqa: S704 - bleach has cleaned it


def plain(markdown: str | None) -> str:
    """Return a citation's words without any mark-up, for paper, mail and feeds."""
    bare = bleach.clean(str(citation(markdown)), tags=set(), strip=True)
    return " ".join(html.unescape(bare).split())


def count_words(text: str | None) -> int:
    """Count words as the page does: what stands between spaces and has a letter or digit."""
    return sum(1 for word in (text or "").split() if _LETTER.search(word))
