"""Which moments of an edition stand in a calendar: for everybody, and for those at work."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from awards.core.languages import N_, in_language
from awards.core.translation import translator
from awards.programmes.calendar import Entry
from awards.programmes.models import Award, Edition, Phase
from awards.programmes.rules import intake_ends, phase_of


@dataclass(frozen=True)
class Reader:
    """For whom a calendar is written: the language, and where an edition's page is."""

    language: str
    page_of: Callable[[Edition], str]


def public_entries(edition: Edition, at: datetime, reader: Reader) -> list[Entry]:
    """Return what everybody may know: when one can nominate, and who won once that is public."""
    return [*_nominating(edition, reader), *_announced(edition, at, reader)]


def staff_entries(edition: Edition, reader: Reader, *, embargo: bool) -> list[Entry]:
    """Return all dates of an edition; with `embargo` also the minutes that are still secret."""
    said = translator(reader.language)
    dates = (
        ("scoring-opens", edition.scoring_opens_at, said(N_("Scoring opens"))),
        ("scoring-closes", edition.scoring_closes_at, said(N_("Scoring closes"))),
    )
    entries = _nominating(edition, reader)
    entries += [_entry(edition, key, at, title, reader) for key, at, title in dates]
    if embargo:
        entries += [
            _of_award(award, award.announce_at, said(N_("Winners become public")), reader)
            for award in edition.awards
            if award.announce_at is not None and award.decided_at is not None
        ]
    return entries


def _nominating(edition: Edition, reader: Reader) -> list[Entry]:
    said = translator(reader.language)
    closes = intake_ends(edition)
    return [
        _entry(edition, "opens", edition.opens_at, said(N_("Nominations open")), reader),
        _entry(edition, "closes", closes, said(N_("Last moment to nominate")), reader),
    ]


def _announced(edition: Edition, at: datetime, reader: Reader) -> Iterable[Entry]:
    said = translator(reader.language)
    for award in edition.awards:
        if award.announce_at is not None and phase_of(award, at) is Phase.ANNOUNCED:
            yield _of_award(award, award.announce_at, said(N_("Winners announced")), reader)


def _entry(edition: Edition, key: str, at: datetime, title: str, reader: Reader) -> Entry:
    name = in_language(edition.name, reader.language)
    return Entry(
        key=f"{key}-{edition.id}",
        at=at,
        title=f"{title}: {name}",
        text=f"{name}, {edition.programme.organisation}",
        url=reader.page_of(edition),
        moved=edition.version,
    )


def _of_award(award: Award, at: datetime, title: str, reader: Reader) -> Entry:
    name = in_language(award.name, reader.language)
    edition = in_language(award.edition.name, reader.language)
    return Entry(
        key=f"announced-{award.id}",
        at=at,
        title=f"{title}: {name}",
        text=f"{edition}, {award.edition.programme.organisation}",
        url=reader.page_of(award.edition),
        moved=award.edition.version,
    )
