"""What a juror must never read, and looking for it in everything an answer is made of."""

import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache
from unicodedata import combining, normalize
from urllib.parse import unquote

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeSerializer
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import StreamObject, TextStringObject
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from werkzeug.test import TestResponse

from awards.accounts.models import OrgKind, OrgUnit
from awards.decisions.models import DecidedOutcome, Decision
from awards.files.inspection.pdf import every_object
from awards.files.kinds import FORMATS, FileKind
from awards.nominations.models import Nomination, NomineeKind
from awards.programmes.models import Award, Edition
from awards.triage.models import CandidateNomination
from awards.web.downloads import PATH

SHORTEST = 3
"""A part of a name with fewer letters is a word in too many texts."""

PLACES = ("Förskolan", "Gruppbostaden", "Hemtjänsten", "LKF", "Servicebostaden", "Vårdboendet")
"""What kind of place a unit is; what follows is its name, and gives it away alone."""

WORDS = frozenset({"Norr"})
"""Parts of names that are plain words in the pages' own texts as well."""


def _person_tokens(name: str) -> set[str]:
    """Return a person's name, and each part of it that tells who it is."""
    parts = {part for word in name.split() for part in (word, *word.split("-"))}
    return {name, *(part for part in parts if len(part) >= SHORTEST)}


def _unit_tokens(name: str) -> set[str]:
    """Return a unit's name, in a sentence often without its capital, and its name alone."""
    first, _, rest = name.partition(" ")
    return {name, name.lower(), *([rest] if first in PLACES and rest else [])}


def identity_tokens(nomination: Nomination) -> set[str]:
    """Return every word that gives away the nominee, its members and units, or the nominator."""
    is_person = nomination.nominee_kind is NomineeKind.PERSON
    nominee = nomination.nominee_name
    found = _person_tokens(nominee) if is_person else {nominee}
    for person in (nomination.nominator_name, *(m.name for m in nomination.members)):
        found |= _person_tokens(person)
    for unit in nomination.units:
        found |= _unit_tokens(unit.name)
        if unit.parent is not None and unit.parent.kind is not OrgKind.EMPLOYER:
            found |= _unit_tokens(unit.parent.name)
    return (found | {nomination.nominator_email, nomination.reference}) - WORDS - {""}


@dataclass
class Secrets:
    """All identity tokens, by candidate where there is one, and what is public knowledge."""

    by_candidate: dict[str, set[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """Candidate id → what the nominators wrote: a bystander named there may stand in a copy."""
    loose: set[str] = field(default_factory=set)
    """Tokens of nominations that are no candidate (yet)."""
    public: str = ""
    """What the public pages say: who was announced, and which organisations take part."""
    workplaces: str = ""
    """What an open nomination form offers to choose from: every workplace of the municipality."""

    @property
    def all(self) -> set[str]:
        """Every token."""
        return self.loose.union(*self.by_candidate.values())


def secrets_in(session: Session) -> Secrets:
    """Read every identity from the database."""
    found = Secrets()
    links = session.scalars(select(CandidateNomination))
    candidates = {link.nomination_id: link.candidate_id for link in links}
    loads = (selectinload(Nomination.members), selectinload(Nomination.units))
    for nomination in session.scalars(select(Nomination).options(*loads)):
        tokens = identity_tokens(nomination)
        candidate = candidates.get(nomination.id)
        if candidate is None:
            found.loose |= tokens
            continue
        found.by_candidate.setdefault(candidate, set()).update(tokens)
        answers = (answer.text for answer in nomination.answers)
        written = " ".join([nomination.effect, nomination.inspired_by, *answers])
        found.texts[candidate] = f"{found.texts.get(candidate, '')} {written}"
    found.public = " ".join([*_announced(session), *_told(session)])
    found.workplaces = "; ".join(session.scalars(select(OrgUnit.name)))
    return found


def _told(session: Session) -> Iterator[str]:
    """Return what the editions themselves tell everybody, such as who takes part."""
    for edition in session.scalars(select(Edition)):
        for texts in (edition.intro, edition.who_may_nominate, edition.who_decides):
            yield from texts.values()


def _announced(session: Session) -> Iterator[str]:
    """Return what is published of every award that has been announced in the past."""
    wanted = (
        select(DecidedOutcome)
        .join(Decision, Decision.id == DecidedOutcome.decision_id)
        .join(Award, Award.id == Decision.award_id)
        .where(Award.announce_at <= datetime.now(UTC))
    )
    for given in session.scalars(wanted):
        members = " ".join(str(m["name"]) for m in given.public_members)
        yield f"{given.public_name} {given.public_units} {given.citation} {members}"


class Finder:
    """Finds tokens as words of their own, also in the genitive.

    Whole names and addresses are found in any case and with "-", "_", "." or "+" for a space,
    as file names and links have them; a single word only as it is written.
    """

    def __init__(self, tokens: Iterable[str]) -> None:
        """Sort the tokens by their first word: most texts have few of those."""
        written = {normalize("NFC", token) for token in tokens}
        written |= {_folded(token) for token in written if " " in token}
        self._by_word: dict[str, set[str]] = {}
        """Each word twice: as it is, and in the genitive."""
        for token in written:
            word = _WORD.findall(token.casefold())[0]
            for form in (word, f"{word}s"):
                self._by_word.setdefault(form, set()).add(token)
        self._in_lines: dict[str, frozenset[str]] = {}
        """With which first words lines have: most lines are the same on every page."""

    def __call__(self, text: str) -> set[str]:
        """Return what stands in a text of what must not, as it stands there."""
        first = frozenset().union(*map(self._first_words, text.split("\n")))
        if not first:
            return set()
        tokens = frozenset().union(*(self._by_word[word] for word in first))
        return {match.group(1) for match in _pattern(tokens).finditer(normalize("NFC", text))}

    def _first_words(self, line: str) -> frozenset[str]:
        """Return which words of a line a token begins with."""
        found = self._in_lines.get(line)
        if found is None:
            words = _WORD.findall(normalize("NFC", line).casefold())
            found = self._in_lines[line] = frozenset(self._by_word.keys() & words)
        return found


_WORD = re.compile(r"[^\W_]+")
_GAP = r"[\s\-_.+]+"


@cache
def _pattern(tokens: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(tokens, key=lambda token: (-len(token), token))
    alternatives = "|".join(_alternative(token) for token in longest_first)
    return re.compile(rf"(?<![^\W_])({alternatives})(?:s|:s)?(?![^\W_])")


def _alternative(token: str) -> str:
    if " " not in token and "@" not in token:
        return re.escape(token)
    words = [re.escape(word) for word in token.split()]
    return f"(?i:{_GAP.join(words)})"


def _folded(text: str) -> str:
    """Return a text without accents, as addresses and file names have it."""
    return "".join(c for c in normalize("NFKD", text) if not combining(c))


_PICTURES = (".jpg", ".jpeg", ".png", ".webp")

Reader = Callable[[bytes], Iterator[tuple[str, str]]]


def read_zip(data: bytes) -> Iterator[tuple[str, str]]:
    """Read every part of a ZIP; a workbook is one: cells, sheet names, properties, comments."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            comment = info.comment.decode(errors="replace")
            yield f"part {info.filename}", f"{info.filename} {comment}"
            content = archive.read(info)
            if content.startswith(b"%PDF"):
                yield from read_pdf(content)
            elif info.filename.lower().endswith(_PICTURES):
                yield from read_picture(content)
            else:
                raw = content.decode(errors="replace")
                yield f"part {info.filename}", raw
                yield f"part {info.filename}", html.unescape(re.sub(r"<[^>]*>", "", raw))


def read_pdf(data: bytes) -> Iterator[tuple[str, str]]:
    """Read a PDF's pages and what it says about itself."""
    reader = PdfReader(io.BytesIO(data))
    yield "pdf information", " ".join(str(value) for value in (reader.metadata or {}).values())
    for number, page in enumerate(reader.pages, start=1):
        yield f"pdf page {number}", page.extract_text()
        for shown in page.images:
            yield from read_picture(shown.data)
    for thing in every_object(reader):
        if isinstance(thing, TextStringObject):
            yield "pdf object", str(thing)
        elif isinstance(thing, StreamObject) and thing.get("/Type") == "/Metadata":
            yield "pdf metadata", thing.get_data().decode(errors="replace")
    # What is left over of earlier versions, and of what is packed as it is.
    yield "pdf bytes", _words_among(data.decode("latin-1"))


def read_picture(data: bytes) -> Iterator[tuple[str, str]]:
    """Read what a picture says about itself: camera, place, programs, comments."""
    with Image.open(io.BytesIO(data)) as picture:
        noted = dict(picture.getexif()) | dict(picture.getexif().get_ifd(_GPS))
        yield "picture exif", " ".join(_said(value) for value in noted.values())
        yield "picture info", " ".join(_said(value) for value in picture.info.values())
    yield "picture bytes", _words_among(data.decode("utf-8", errors="replace"))


def _words_among(bytes_as_text: str) -> str:
    """Return what looks like words among packed bytes: three letters in a row stand everywhere."""
    return "\n".join(_RUN.findall(bytes_as_text))


_RUN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ .,@'-]{8,}")
_GPS = 0x8825


def _said(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


@lru_cache(65536)
def _plain(line: str) -> str:
    """Return a line of a page's source as it is meant; most stand on every page."""
    return unquote(html.unescape(line))


def _read_html(data: bytes) -> Iterator[tuple[str, str]]:
    raw = data.decode(errors="replace")
    yield "source", "\n".join(map(_plain, raw.split("\n")))
    yield "words", html.unescape(re.sub(r"<[^>]*>", "", raw))


def _read_json(data: bytes) -> Iterator[tuple[str, str]]:
    yield "json", json.dumps(json.loads(data), ensure_ascii=False)


def _read_text(data: bytes) -> Iterator[tuple[str, str]]:
    yield "text", unquote(data.decode(errors="replace"))


READERS: dict[str, Reader] = {
    "text/html": _read_html,
    "application/json": _read_json,
    "application/pdf": read_pdf,
    "application/zip": read_zip,
    **{one.media_type: read_zip for one in FORMATS if one.kind is FileKind.DOCUMENT},
    **{one.media_type: read_picture for one in FORMATS if one.kind is FileKind.IMAGE},
}


def _read_cookie(app: Flask, header: str) -> str:
    """Return what our session cookie says: it is signed, not hidden."""
    value = header.partition("=")[2].partition(";")[0]
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    if serializer is None or not header.startswith(str(app.config["SESSION_COOKIE_NAME"])):
        return header
    return str(serializer.loads_unsafe(value)[1])


def read_answer(app: Flask, answer: TestResponse) -> Iterator[tuple[str, str]]:
    """Read an answer: every header, the cookie's inside, and the body whatever it is."""
    for name, value in answer.headers.items():
        shown = _read_cookie(app, value) if name == "Set-Cookie" else value
        yield f"header {name}", unquote(shown)
        if name == "Location" and shown.startswith(PATH):
            inside = URLSafeSerializer("").loads_unsafe(shown.removeprefix(PATH).rpartition(".")[0])
            yield "link to a file", str(inside[1])
    if answer.status_code not in {204, 304} and answer.data:
        yield from READERS.get(answer.mimetype or "", _read_text)(answer.data)


@dataclass(frozen=True)
class Leak:
    """A token that stands where it must not."""

    url: str
    where: str
    tokens: tuple[str, ...]


def leaks_in(
    url: str, parts: Iterable[tuple[str, str]], finder: Finder, allowed: str
) -> list[Leak]:
    """Return every leak of an answer's parts; what stands in `allowed` this page may say."""
    found = []
    for where, text in parts:
        tokens = {t for t in finder(text) if not _stands_in(allowed, t)}
        if tokens:
            found.append(Leak(url, where, tuple(sorted(tokens))))
    return found


def _stands_in(text: str, token: str) -> bool:
    return re.search(rf"(?<![^\W_]){re.escape(token)}(?![^\W_])", text) is not None
