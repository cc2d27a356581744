"""What waits for somebody, across all features: counts and deadlines, nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from awards.core.db import leave_out_texts
from awards.core.memo import remembered
from awards.core.permissions import Actor, Permission
from awards.home.tallies import Tallies, Tally, tallies
from awards.juries.queries import this_quarter
from awards.juries.standing_in.queries import too_few_in
from awards.programmes.checklist import blocking_for
from awards.programmes.models import Award, Edition, Phase, Programme
from awards.programmes.queries import in_places, is_open
from awards.programmes.rules import (
    furthest_phase,
    is_past_keeping,
    phase_of,
    phase_of_edition,
)
from awards.results.progress import progress_of_panels

_UNDER_WAY = frozenset(Phase) - {Phase.UPCOMING, Phase.ANNOUNCED}
_ASKED_IN = frozenset({Phase.TRIAGE, Phase.SCORING, Phase.DELIBERATION})
"""When those who prepare are asked about conflicts."""
_IN_TRIAGE = frozenset({Phase.NOMINATING, Phase.TRIAGE, Phase.SCORING, Phase.DELIBERATION})


class Kind(StrEnum):
    """The kinds of things that can wait."""

    FIRST_PROGRAMME = "first-programme"
    SET_UP = "set-up"
    OPENING = "opening"
    VERDICTS = "verdicts"
    UNCOPIED = "uncopied"
    COPIES = "copies"
    CONFLICTS = "conflicts"
    TOO_FEW = "too-few"
    PROGRESS = "progress"
    STATEMENTS = "statements"
    PREPARING = "preparing"
    SHEETS = "sheets"
    RESULTS = "results"
    PROPOSALS = "proposals"
    DECISIONS = "decisions"
    ANNOUNCEMENTS = "announcements"
    CERTIFICATES = "certificates"
    MAILS = "mails"
    RETENTION = "retention"


@dataclass(frozen=True)
class Waiting:
    """Something that waits: how much of it, where, until when if that is fixed."""

    kind: Kind
    edition: Edition | None
    count: int
    until: datetime | None = None
    total: int = 0
    """How much there was to do in all, where that is known; 0 where it is not."""
    programme: Programme | None = None
    """Whose it is, where it is no edition's."""
    secret: bool = False
    """Whether some of it is decided and not announced."""
    public_at: datetime | None = None
    """When the last of that becomes public, where that is set."""


def waiting_for(session: Session, actor: Actor, at: datetime) -> list[Waiting]:
    """Return what waits for the actor, the nearest deadline first, things without one last."""
    return waiting_in(session, actor, at, editions_of(session, actor))


def waiting_in(
    session: Session, actor: Actor, at: datetime, editions: Sequence[Edition]
) -> list[Waiting]:
    """Return the same where the editions are at hand; in all programmes and running rounds."""
    desk = _Desk(session, actor, at, editions)
    ways = (
        _set_up,
        _triage,
        _jury,
        _scoring,
        _results,
        _endings,
        _certificates,
        _mails,
        _retention,
    )
    found = [waiting for way in ways for waiting in way(desk)]
    far = max((w.until for w in found if w.until), default=at)
    return sorted((w for w in found if w.count), key=lambda w: (w.until is None, w.until or far))


@dataclass
class _Desk:
    """Who asks, when, and the editions of their programmes, newest first: read once."""

    session: Session
    actor: Actor
    at: datetime
    editions: Sequence[Edition]

    def all(self, permission: Permission) -> list[Edition]:
        """Return the opened editions in which the permission is held."""
        return [e for e in self.editions if e.opened_at and self.may(permission, e)]

    def under_way(self, permission: Permission) -> list[Edition]:
        """Return those of them that have begun and are not all told yet."""
        return [e for e in self.all(permission) if _UNDER_WAY & set(self._phases[e.id])]

    def slowest(self, edition: Edition) -> Phase:
        """Return where an edition stands."""
        return self._phases[edition.id][0]

    @cached_property
    def _phases(self) -> dict[str, tuple[Phase, Phase]]:
        """Return edition id → where its slowest and its fastest award stand: worked out once."""
        return {
            e.id: (phase_of_edition(e, self.at), furthest_phase(e, self.at)) for e in self.editions
        }

    def may(self, permission: Permission, edition: Edition) -> bool:
        """Say whether the permission is held in an edition."""
        return self.actor.may(permission, edition.programme_id, edition.id)

    def ahead(self, moment: datetime) -> datetime | None:
        """Return a deadline that has not passed."""
        return moment if moment > self.at else None

    @cached_property
    def tallies(self) -> Tallies:
        """Return the plain numbers."""
        opened = [e.id for e in self.editions if e.opened_at]
        return tallies(self.session, self.actor, opened, [e.id for e in self.triaged])

    @cached_property
    def triaged(self) -> list[Edition]:
        """Return the editions whose nominations the actor works with now."""
        return [e for e in self.under_way(Permission.TRIAGE) if self.slowest(e) in _IN_TRIAGE]


def _set_up(desk: _Desk) -> Iterator[Waiting]:
    """Say what is missing before a draft can open, or that there is no programme at all."""
    if desk.actor.may_everywhere(Permission.ADMINISTER) and not desk.actor.programmes_with(
        Permission.ADMINISTER
    ):
        yield Waiting(Kind.FIRST_PROGRAMME, None, 1)
    drafts = [e for e in desk.editions if not e.opened_at and desk.may(Permission.SET_UP, e)]
    if drafts:
        _read_whole(desk.session, drafts)
    for draft in drafts:
        missing = len(blocking_for(desk.session, draft, desk.at))
        kind = Kind.SET_UP if missing else Kind.OPENING
        until = desk.ahead(draft.opens_at) if draft.dates_confirmed else None
        yield Waiting(kind, draft, missing or 1, until)


def _read_whole(session: Session, drafts: Sequence[Edition]) -> None:
    """Fetch in two queries what the check list looks at, for all drafts together."""
    ids = [draft.id for draft in drafts]
    awards = select(Award).where(Award.edition_id.in_(ids))
    session.scalars(
        awards.options(joinedload(Award.prompts), joinedload(Award.weights))
    ).unique().all()
    editions = select(Edition).where(Edition.id.in_(ids))
    whole = joinedload(Edition.criteria), joinedload(Edition.organisations)
    session.scalars(editions.options(*whole)).unique().all()


def _triage(desk: _Desk) -> Iterator[Waiting]:
    for edition in desk.triaged:
        until = desk.ahead(edition.scoring_opens_at)
        found, here = desk.tallies, edition.id
        yield Waiting(Kind.VERDICTS, edition, found[Tally.UNJUDGED, here], until)
        yield Waiting(Kind.UNCOPIED, edition, found[Tally.UNCOPIED, here], until)
        yield Waiting(Kind.COPIES, edition, found[Tally.UNAPPROVED, here], until)
        closes = desk.ahead(edition.scoring_closes_at)
        yield Waiting(Kind.CONFLICTS, edition, found[Tally.UNSURE, here], closes)


def _jury(desk: _Desk) -> Iterator[Waiting]:
    """How far the jury has come while it scores, and where too few are left to judge."""
    scoring = [
        e
        for e in desk.under_way(Permission.TRIAGE)
        if e.scoring_opens_at <= desk.at < e.scoring_closes_at
    ]
    ids = [award.id for edition in scoring for award in edition.awards]
    sheets = remembered(
        desk.session,
        ("progress", this_quarter(), *ids),
        lambda: progress_of_panels(desk.session, ids),
    )
    few = remembered(
        desk.session,
        ("too-few", this_quarter(), *(edition.id for edition in scoring)),
        lambda: too_few_in(desk.session, [a for e in scoring for a in e.awards]),
    )
    for edition in scoring:
        here = sum(few[award.id] for award in edition.awards)
        yield Waiting(Kind.TOO_FEW, edition, here, edition.scoring_closes_at)
        own = [sheets[award.id] for award in edition.awards]
        missing, total = sum(p.missing for p in own), sum(p.expected for p in own)
        yield Waiting(Kind.PROGRESS, edition, missing, edition.scoring_closes_at, total)


def _scoring(desk: _Desk) -> Iterator[Waiting]:
    for edition in desk.all(Permission.SCORE):
        until = edition.scoring_closes_at
        if desk.at >= until:
            continue
        yield Waiting(Kind.STATEMENTS, edition, desk.tallies[Tally.UNSTATED, edition.id], until)
        if desk.at >= edition.scoring_opens_at:
            total = desk.tallies[Tally.READABLE, edition.id]
            left = total - desk.tallies[Tally.HANDED_IN, edition.id]
            yield Waiting(Kind.SHEETS, edition, left, until, total)


def _results(desk: _Desk) -> Iterator[Waiting]:
    """Answers to give and results to read, for those who sit on a panel without a vote."""
    for edition in desk.under_way(Permission.SEE_RESULTS):
        if desk.slowest(edition) in _ASKED_IN:
            unasked = desk.tallies[Tally.UNPREPARED, edition.id]
            yield Waiting(Kind.PREPARING, edition, unasked, edition.scoring_closes_at)
        heard = [a for a in edition.awards if desk.tallies[Tally.HEARD, a.id]]
        yield Waiting(Kind.RESULTS, edition, len(_in_phase(desk, heard, Phase.DELIBERATION)))


def _endings(desk: _Desk) -> Iterator[Waiting]:
    for edition in desk.under_way(Permission.PROPOSE):
        chaired = [a for a in edition.awards if desk.tallies[Tally.CHAIRED, a.id]]
        ripe = _in_phase(desk, chaired, Phase.DELIBERATION)
        lacking = [a for a in ripe if not desk.tallies[Tally.PROPOSED, a.id]]
        yield Waiting(Kind.PROPOSALS, edition, len(lacking))
    for edition in desk.under_way(Permission.DECIDE):
        ripe = _in_phase(desk, edition.awards, Phase.DELIBERATION)
        proposed = [a for a in ripe if desk.tallies[Tally.PROPOSED, a.id]]
        yield Waiting(Kind.DECISIONS, edition, len(proposed))
    for edition in desk.under_way(Permission.ANNOUNCE):
        decided = _in_phase(desk, edition.awards, Phase.DECIDED)
        silent = [a for a in decided if a.announce_at is None]
        yield Waiting(Kind.ANNOUNCEMENTS, edition, len(silent))


def _in_phase(desk: _Desk, awards: Sequence[Award], phase: Phase) -> list[Award]:
    return [award for award in awards if phase_of(award, desk.at) is phase]


def _certificates(desk: _Desk) -> Iterator[Waiting]:
    """Winners of each programme's newest edition that has any: their certificates can be made.

    For somebody who also runs the rounds, last year's are no news once the next has begun.
    """
    told: set[str] = set()
    for edition in desk.all(Permission.MAKE_CERTIFICATES):
        if edition.programme_id in told or edition.opens_at > desk.at:
            continue
        winners = desk.tallies[Tally.WINNERS, edition.id]
        if winners or desk.may(Permission.TRIAGE, edition):
            told.add(edition.programme_id)
            yield replace(Waiting(Kind.CERTIFICATES, edition, winners), **_embargo(desk, edition))


def _embargo(desk: _Desk, edition: Edition) -> dict[str, Any]:
    """Say whether an edition has winners nobody may hear of yet, and until when."""
    minutes = [award.announce_at for award in _in_phase(desk, edition.awards, Phase.DECIDED)]
    known = [minute for minute in minutes if minute]
    all_set = bool(minutes) and len(known) == len(minutes)
    return {"secret": bool(minutes), "public_at": max(known) if all_set else None}


def _mails(desk: _Desk) -> Iterator[Waiting]:
    programmes = {e.programme_id: e.programme for e in desk.editions}
    for (tally, programme_id), number in desk.tallies.items():
        if tally is Tally.HELD:
            programme = programmes.get(programme_id)
            yield Waiting(Kind.MAILS, None, number, programme=programme)


def _retention(desk: _Desk) -> Iterator[Waiting]:
    """Texts that have been kept as long as was promised."""
    for edition in desk.all(Permission.ADMINISTER):
        if is_past_keeping(edition, desk.at):
            yield Waiting(Kind.RETENTION, edition, 1)


def editions_of(session: Session, actor: Actor) -> Sequence[Edition]:
    """Return the editions of all programmes in which the actor is anything, newest first.

    Drafts are among them for those who set them up.
    """
    places = {g.edition_id or g.programme_id for g in actor.grants if g.programme_id}
    set_up = actor.programmes_with(Permission.SET_UP)
    values = {"places": sorted(places), "set_up": sorted(set_up)}
    return session.scalars(_editions(), values).all()


@cache
def _editions() -> Select[Edition]:
    """Built once: to build it takes as long as to run it."""
    draft = and_(
        Edition.opened_at.is_(None),
        Edition.archived_at.is_(None),
        Programme.archived_at.is_(None),
        Edition.programme_id.in_(bindparam("set_up", type_=String(), expanding=True)),
    )
    held = in_places(bindparam("places", type_=String(), expanding=True))
    return (
        select(Edition)
        .join(Edition.programme)
        .where(held, or_(is_open(), draft))
        .options(
            contains_eager(Edition.programme),
            selectinload(Edition.awards).options(*leave_out_texts(Award, "rules")),
            *leave_out_texts(Edition, "name", "rules"),
        )
        .order_by(Edition.year.desc(), Edition.slug)
    )


def round_that_is_on(
    editions: Sequence[Edition], waiting: Sequence[Waiting], at: datetime
) -> Edition | None:
    """Return the edition a start page is about: where something waits first, else what runs.

    Else the newest that was told, else the one that comes.
    """
    first = next((w.edition for w in waiting if w.edition and w.edition.opened_at), None)
    if first is not None:
        return first
    opened = [e for e in editions if e.opened_at]
    running = [e for e in opened if phase_of_edition(e, at) in _UNDER_WAY]
    told = [e for e in opened if phase_of_edition(e, at) is Phase.ANNOUNCED]
    return next(iter([*running, *told, *opened]), None)
