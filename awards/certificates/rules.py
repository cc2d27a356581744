"""Who gets a certificate, what it is numbered and called. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from awards.core.errors import Conflict
from awards.core.languages import N_
from awards.decisions.models import DecidedOutcome, Decision, Outcome
from awards.programmes.models import Award

WHOLE = -1
"""The member that stands for the whole winner."""
MOST_ATTEMPTS = 3

_NOT_IN_A_NAME = re.compile(r"[^\w &'’().,-]+")
_LONGEST_NAME = 120


class NothingDecided(Conflict):
    """There is no winner yet whose certificate could be made."""

    message = N_("There is no decision yet, so there is no certificate to make.")


@dataclass(frozen=True)
class Recipient:
    """Somebody a certificate is for: a winner as a whole, or one member of the team.

    number counts the award's winners and mentions from 1; member is the place in the team from 0,
    or WHOLE.
    """

    outcome: DecidedOutcome
    number: int
    member: int = WHOLE

    @property
    def is_member(self) -> bool:
        """Whether this is one of a team."""
        return self.member != WHOLE

    @property
    def name(self) -> str:
        """The name on the certificate."""
        return str(self._entry["name"]) if self.is_member else self.outcome.public_name

    @property
    def title(self) -> str:
        """What is written under the name: the member's title, or the winner's title and units."""
        if self.is_member:
            return str(self._entry.get("title") or "")
        return ", ".join(t for t in (self.outcome.public_title, self.outcome.public_units) if t)

    @property
    def _entry(self) -> dict[str, object]:
        return self.outcome.public_members[self.member]


def recipients(decision: Decision) -> list[Recipient]:
    """Return everybody a decision gives a certificate to: each winner, then its members."""
    given = [o for o in decision.winners if o.outcome is not Outcome.NOT_AWARDED]
    return [
        Recipient(outcome, number, member)
        for number, outcome in enumerate(given, start=1)
        for member in range(WHOLE, len(outcome.public_members))
    ]


def serial_of(award: Award, recipient: Recipient) -> str:
    """Return the number on a certificate: "LUND-2026-INNOVATION-1", for a member "…-1.3".

    A dash inside a slug becomes a dot, so that two awards cannot share a number.
    """
    slugs = (award.edition.programme.slug, award.edition.slug, award.slug)
    head = "-".join(slug.replace("-", ".").upper() for slug in slugs)
    tail = f".{recipient.member + 1}" if recipient.is_member else ""
    return f"{head}-{recipient.number}{tail}"


def file_name(*parts: str, ending: str = "pdf") -> str:
    """Return what a download is called: "Innovation 2026 – Anna Berg.pdf".

    Without anything that a path, a header or Windows would read as more than a letter.
    """
    plain = [text for text in map(_plain, parts) if text]
    return f"{' – '.join(plain)[:_LONGEST_NAME].rstrip(' .')}.{ending}"


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return " ".join(_NOT_IN_A_NAME.sub(" ", composed).split()).strip(" .-")


def told_apart(names: Iterable[str]) -> list[str]:
    """Return file names of which no two are the same, whatever their case: "… (2).pdf"."""
    seen: dict[str, int] = {}
    apart = []
    for name in names:
        count = seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
        stem, dot, ending = name.rpartition(".")
        apart.append(name if count == 1 else f"{stem} ({count}){dot}{ending}")
    return apart


def content_of(fingerprints: Sequence[tuple[str, str]]) -> str:
    """Return one SHA-256 for a batch, from the serial and fingerprint of each certificate."""
    lines = "\n".join(f"{serial} {fingerprint}" for serial, fingerprint in sorted(fingerprints))
    return hashlib.sha256(lines.encode()).hexdigest()
