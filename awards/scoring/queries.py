"""Reading a juror's queue and sheets. Every query stands on `juries.queries.readable`.

It is taken in its prepared form: these pages are opened all day, and building a statement
costs more than running it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, contains_eager

from awards.core.db import Translated
from awards.core.errors import Closed, NotFound
from awards.core.languages import N_
from awards.core.memo import remembered
from awards.core.permissions import Actor
from awards.core.prepared import Prepared
from awards.juries.models import Answer, ConflictStatement
from awards.juries.queries import JUROR, built_readable, given_to, values_of
from awards.programmes.models import Award, Criterion, Edition, Phase, Programme
from awards.programmes.rules import phase_of
from awards.scoring import rules
from awards.scoring.models import Score, ScoreSheet, SheetState
from awards.triage.blind import is_withheld
from awards.triage.models import Candidate


class QueueRow(NamedTuple):
    """A candidate in a juror's queue; `state` is none as long as the sheet is not begun."""

    id: str
    candidate_id: str
    award_id: str
    code_name: str
    state: SheetState | None


@cache
def with_sheet(*, one: bool = False) -> Select[str]:
    """Select what a juror may read, joined with their sheet if there is one; no sealed ones."""
    own = (ScoreSheet.candidate_id == Candidate.id) & (ScoreSheet.person_id == JUROR)
    return (
        built_readable(one=one)
        .join(ScoreSheet, own, isouter=True)
        .where(or_(ScoreSheet.id.is_(None), ScoreSheet.state != SheetState.SEALED))
    )


@cache
def _queue() -> Select[str | None, str, str, str, SheetState | None]:
    of_edition = select(Award.id).where(Award.edition_id == bindparam("edition"))
    return (
        with_sheet()
        .where(Candidate.award_id.in_(of_edition))
        .with_only_columns(
            ScoreSheet.id, Candidate.id, Candidate.award_id, Candidate.code_name, ScoreSheet.state
        )
    )


def queue_of(session: Session, juror: Actor, edition_id: str, *, secret: str) -> list[QueueRow]:
    """Return a juror's candidates of an edition, in an order that is theirs alone.

    The order is the one of the sheets' addresses: random, the same on every visit.
    """
    values, person = {**values_of(juror), "edition": edition_id}, juror.person_id or ""

    def read() -> list[QueueRow]:
        return sorted(
            QueueRow(
                one or rules.sheet_id(secret, person, candidate), candidate, award, code, state
            )
            for one, candidate, award, code, state in session.connection().execute(_queue(), values)
        )

    return list(remembered(session, ("queue", *_as_key(values)), read))


def _as_key(values: Mapping[str, Any]) -> list[Hashable]:
    """Return who asks for what, as the key of what is remembered until something is written."""
    return [tuple(value) if isinstance(value, list) else value for value in values.values()]


@dataclass(frozen=True)
class Way:
    """Where a sheet stands in the juror's own order."""

    place: int
    total: int
    handed_in: int
    before: str | None
    after: str | None
    to_do: str | None
    """The next sheet that is not handed in; none when this is the last."""


def way_of(session: Session, juror: Actor, edition_id: str, *, from_id: str, secret: str) -> Way:
    """Return where a sheet stands in a queue; the queue's words and counts are not read.

    Raises NotFound when it is not in the juror's queue.
    """
    values, person = {**values_of(juror), "edition": edition_id}, juror.person_id or ""

    def read() -> tuple[list[str], set[str | None]]:
        rows = session.connection().execute(_way(), values).all()
        ids = sorted(one or rules.sheet_id(secret, person, candidate) for one, candidate, _ in rows)
        return ids, {sheet for sheet, _, is_done in rows if is_done}

    ids, done = remembered(session, ("way", *_as_key(values)), read)
    if from_id not in ids:  # a conflict became known meanwhile
        raise NotFound
    here = ids.index(from_id)
    after = ids[here + 1] if here + 1 < len(ids) else None
    to_do = next((other for other in ids[here + 1 :] + ids[:here] if other not in done), None)
    before = ids[here - 1] if here else None
    return Way(here + 1, len(ids), len(done), before, after, to_do)


@cache
def _way() -> Select[str | None, str, bool]:
    done = ScoreSheet.handed_in_at.is_not(None)
    return _queue().with_only_columns(ScoreSheet.id, Candidate.id, done)


def answered_counts(
    session: Session, juror: Actor, candidate_ids: Collection[str]
) -> dict[str, tuple[int, int]]:
    """Return sheet id → (criteria answered, of those scored) for a juror's open sheets."""
    rows = session.execute(
        select(Score.sheet_id, func.count(), func.count(Score.value))
        .join(ScoreSheet, ScoreSheet.id == Score.sheet_id)
        .where(ScoreSheet.person_id == juror.person_id, ScoreSheet.state == SheetState.OPEN)
        .group_by(Score.sheet_id, ScoreSheet.candidate_id)
        .add_columns(ScoreSheet.candidate_id)
    )
    wanted = set(candidate_ids)
    return {sheet: (answered, scored) for sheet, answered, scored, of in rows if of in wanted}


class Touched(NamedTuple):
    """A juror's own sheet, and when it was last saved."""

    id: str
    state: SheetState
    saved_at: datetime


_RECENT = 40
"""So many of a juror's sheets tell their pace."""


@cache
def _touched() -> Select[str, SheetState, datetime | None]:
    return (
        select(ScoreSheet.id, ScoreSheet.state, ScoreSheet.saved_at)
        .join(Candidate, Candidate.id == ScoreSheet.candidate_id)
        .join(Award, Award.id == Candidate.award_id)
        .where(
            ScoreSheet.person_id == JUROR,
            ScoreSheet.state != SheetState.SEALED,
            ScoreSheet.saved_at.is_not(None),
            Award.edition_id == bindparam("edition"),
        )
        .order_by(ScoreSheet.saved_at.desc(), ScoreSheet.id)
        .limit(_RECENT)
    )


def last_touched(session: Session, juror: Actor, edition_id: str) -> list[Touched]:
    """Return a juror's own sheets of an edition, the one saved last first; the newest forty."""
    values = {"juror": juror.person_id, "edition": edition_id}
    rows = session.connection().execute(_touched(), values)
    return [Touched(sheet, state, saved) for sheet, state, saved in rows if saved]


def own_scale(session: Session, juror: Actor, sheet: "Sheet") -> dict[str, Counter[int | None]]:
    """Return criterion id → how often a juror has given each score on other sheets of the award.

    Abstentions are counted under None. Sealed sheets, and candidates that are no longer the
    juror's to read, are left out.
    """
    others = (
        with_sheet()
        .where(Candidate.award_id == bindparam("award"), ScoreSheet.id != bindparam("sheet"))
        .with_only_columns(ScoreSheet.id)
    )
    given = (
        select(Score.criterion_id, Score.value, func.count())
        .where(Score.sheet_id.in_(others))
        .group_by(Score.criterion_id, Score.value)
    )
    values = {**values_of(juror), "award": sheet.award.id, "sheet": sheet.id}
    found: dict[str, Counter[int | None]] = {}
    for criterion_id, value, times in session.execute(given, values):
        found.setdefault(criterion_id, Counter())[value] = times
    return found


def criteria_count(session: Session, edition_id: str) -> int:
    """Return how many criteria a sheet of an edition has."""
    counted = select(func.count()).where(
        Criterion.edition_id == edition_id, Criterion.archived_at.is_(None)
    )
    return session.scalar(counted) or 0


class Line(NamedTuple):
    """A criterion on a sheet, and what the juror has given."""

    criterion_id: str
    key: str
    name: Translated
    description: Translated
    levels: dict[str, list[str]]
    value: int | None
    abstained: bool | None
    """None: not answered yet."""


@dataclass(frozen=True)
class Sheet:
    """A juror's sheet as it is stored, or as it will begin. Carries nothing but the code name."""

    id: str
    candidate_id: str
    code_name: str
    award: Award
    lines: tuple[Line, ...]
    begun: bool = False
    state: SheetState = SheetState.OPEN
    version: int = 0
    reason: str = ""
    saved_at: datetime | None = None
    handed_in_at: datetime | None = None
    receipt: str | None = None
    last_change: str | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    note: str = ""

    @cached_property
    def marks(self) -> dict[str, int | None]:
        """Criterion id → score, None for an abstention; unanswered ones are missing."""
        return {x.criterion_id: x.value for x in self.lines if x.abstained is not None}

    @property
    def programme_id(self) -> str:
        """The programme it belongs to."""
        return self.award.edition.programme_id

    def phase(self, at: datetime) -> Phase:
        """Return where its award stands."""
        return phase_of(self.award, at)

    @property
    def criteria(self) -> list[str]:
        """The ids of the criteria, in their order."""
        return [line.criterion_id for line in self.lines]

    @property
    def keys(self) -> dict[str, str]:
        """Criterion's key → its id."""
        return {line.key: line.criterion_id for line in self.lines}

    @property
    def scale(self) -> range:
        """The points there are."""
        return range(self.award.edition.scale_low, self.award.edition.scale_high + 1)

    @property
    def complete(self) -> bool:
        """Whether it can be handed in."""
        return rules.is_complete(self.criteria, self.marks)

    @property
    def missing(self) -> int:
        """How many criteria are neither scored nor abstained from."""
        return sum(one not in self.marks for one in self.criteria)


def sheet_of(session: Session, juror: Actor, sheet_id: str, *, secret: str) -> Sheet:
    """Return a juror's own sheet, begun or not, with award, edition and programme.

    Raises NotFound for another juror's, a sealed one, and a candidate the juror may not read.
    """
    found = _find(session, juror, BY_SHEET, sheet_id)
    if found is None:
        candidate_id = candidate_behind(session.connection(), juror, sheet_id, secret)
        found = _find(session, juror, BY_CANDIDATE, candidate_id)
    if found is None:
        raise not_there(session, juror, sheet_id)
    award, candidate_id, code_name, begun, *rest, reasons, note = found
    lines = tuple(_lines(session, award.edition_id, begun))
    if begun is None:
        return Sheet(sheet_id, candidate_id, code_name, award, lines)
    # An edition whose texts are purged has a list where the reasons were.
    own = {"reasons": reasons or {}, "note": note}
    return Sheet(begun, candidate_id, code_name, award, lines, True, *rest, **own)


class Withheld(Closed):
    """The juror has begun a sheet, and the text it is about was taken back for now."""

    message = N_(
        "This text has been withdrawn for the moment: it was changed and is being checked."
        " Your scores are kept; come back later."
    )


class GoneElsewhere(Closed):
    """The juror has begun a sheet, and its candidate has gone to another juror."""

    message = N_(
        "Another juror reads this one now. What you had written is kept, and comes back if the"
        " coordinator gives it to you again."
    )


def not_there(session: Session, juror: Actor, sheet_id: str) -> NotFound | Withheld | GoneElsewhere:
    """Return why a sheet does not open: withheld only when it is the juror's own and not sealed.

    Whoever has begun no sheet, or may not read the candidate, learns nothing.
    """
    own = session.scalar(
        select(ScoreSheet.id)
        .join(Candidate, Candidate.id == ScoreSheet.candidate_id)
        .join(
            ConflictStatement,
            (ConflictStatement.candidate_id == Candidate.id)
            & (ConflictStatement.person_id == ScoreSheet.person_id),
        )
        .where(
            ScoreSheet.id == sheet_id,
            ScoreSheet.person_id == juror.person_id,
            ScoreSheet.state != SheetState.SEALED,
            ConflictStatement.answer == Answer.NONE,
            is_withheld(),
        )
    )
    if own is not None:
        return Withheld()
    return GoneElsewhere() if _was_set_aside(session, juror, sheet_id) else NotFound()


def _was_set_aside(session: Session, juror: Actor, sheet_id: str) -> bool:
    """Say whether a juror's own sheet was begun before its candidate went to somebody else."""
    wanted = (
        select(ScoreSheet.id)
        .join(Candidate, Candidate.id == ScoreSheet.candidate_id)
        .join(
            ConflictStatement,
            (ConflictStatement.candidate_id == Candidate.id)
            & (ConflictStatement.person_id == ScoreSheet.person_id),
        )
        .where(
            ScoreSheet.id == sheet_id,
            ScoreSheet.person_id == juror.person_id,
            ScoreSheet.state == SheetState.SEALED,
            ConflictStatement.answer == Answer.NONE,
            ~given_to(juror.person_id),
        )
    )
    return session.scalar(wanted) is not None


BY_SHEET, BY_CANDIDATE = "sheet", "candidate"


@cache
def _one(by: str) -> Select[*tuple[Any, ...]]:
    """Select a sheet with its award, found by its own id or by its candidate's."""
    column = ScoreSheet.id if by == BY_SHEET else Candidate.id
    return (
        with_sheet(one=True)
        .join(Award, Award.id == Candidate.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .join(Programme, Programme.id == Edition.programme_id)
        .where(column == bindparam("wanted"))
        .with_only_columns(
            Award,
            Candidate.id,
            Candidate.code_name,
            ScoreSheet.id,
            ScoreSheet.state,
            ScoreSheet.version,
            ScoreSheet.reason,
            ScoreSheet.saved_at,
            ScoreSheet.handed_in_at,
            ScoreSheet.receipt,
            ScoreSheet.last_change,
            ScoreSheet.reasons,
            ScoreSheet.note,
        )
        .options(contains_eager(Award.edition).contains_eager(Edition.programme))
    )


def _find(session: Session, juror: Actor, by: str, wanted: str | None) -> tuple[Any, ...] | None:
    row = session.execute(_one(by), {**values_of(juror), "wanted": wanted}).first()
    return None if row is None else tuple(row)


_STATED_FREE = Prepared(
    select(ConflictStatement.candidate_id).where(
        ConflictStatement.person_id == JUROR, ConflictStatement.answer == Answer.NONE
    )
)


def candidate_behind(
    connection: Connection, juror: Actor, sheet_id: str, secret: str
) -> str | None:
    """Return the candidate whose sheet has this address, begun or not; none for another juror's.

    Only the juror's own statements are gone through: `_find` asks whether that one may be read.
    """
    person = juror.person_id or ""
    rows = _STATED_FREE.rows(connection, {"juror": person})
    return next((c for (c,) in rows if rules.sheet_id(secret, person, c) == sheet_id), None)


@cache
def _lines_statement() -> Select[*tuple[Any, ...]]:
    own = (Score.criterion_id == Criterion.id) & (Score.sheet_id == bindparam("sheet"))
    return (
        select(
            Criterion.id,
            Criterion.key,
            Criterion.name,
            Criterion.description,
            Criterion.levels,
            Score.value,
            Score.abstained,
        )
        .join(Score, own, isouter=True)
        .where(Criterion.edition_id == bindparam("edition"), Criterion.archived_at.is_(None))
        .order_by(Criterion.position)
    )


def _lines(session: Session, edition_id: str, sheet_id: str | None) -> list[Line]:
    values = {"edition": edition_id, "sheet": sheet_id}
    rows = session.connection().execute(_lines_statement(), values)
    return [Line(*row) for row in rows]


def stored_marks(
    session: Session, sheet_ids: Collection[str]
) -> defaultdict[str, dict[str, int | None]]:
    """Return sheet id → criterion id → score, as the rows stand, whatever the edition asks now."""
    rows = session.execute(
        select(Score.sheet_id, Score.criterion_id, Score.value).where(Score.sheet_id.in_(sheet_ids))
    )
    found: defaultdict[str, dict[str, int | None]] = defaultdict(dict)
    for sheet_id, criterion_id, value in rows:
        found[sheet_id][criterion_id] = value
    return found


class Noted(NamedTuple):
    """A sheet with a private note that has to go."""

    edition_id: str
    programme_id: str
    sheet_id: str


def notes_to_purge(session: Session, at: datetime) -> list[Noted]:
    """Return the sheets with a private note although scoring has closed."""
    rows = session.execute(
        select(Award.edition_id, Edition.programme_id, ScoreSheet.id)
        .join(Candidate, Candidate.id == ScoreSheet.candidate_id)
        .join(Award, Award.id == Candidate.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .where(ScoreSheet.note != "", Edition.scoring_closes_at <= at)
    )
    return [Noted(*row) for row in rows]


@dataclass(frozen=True)
class Progress:
    """How far a juror has come in an edition."""

    total: int
    handed_in: int
    begun: int

    @property
    def untouched(self) -> int:
        """Candidates whose sheet is not begun."""
        return self.total - self.handed_in - self.begun


def progress_in(rows: Collection[QueueRow]) -> Progress:
    """Count a queue's states."""
    states = Counter(row.state for row in rows)
    return Progress(len(rows), states[SheetState.HANDED_IN], states[SheetState.OPEN])


def sheet_state_of(session: Session, person_id: str, candidate_id: str) -> SheetState | None:
    """Return where a juror's sheet stands, for the coordinator who decides on a conflict."""
    wanted = select(ScoreSheet.state).where(
        ScoreSheet.person_id == person_id, ScoreSheet.candidate_id == candidate_id
    )
    return session.scalars(wanted).first()


def has_handed_in(session: Session, juror: Actor, edition_id: str) -> bool:
    """Say whether a juror has handed in a sheet in an edition."""
    wanted = (
        select(ScoreSheet.id)
        .join(Candidate, Candidate.id == ScoreSheet.candidate_id)
        .join(Award, Award.id == Candidate.award_id)
        .where(
            ScoreSheet.person_id == juror.person_id,
            ScoreSheet.handed_in_at.is_not(None),
            Award.edition_id == edition_id,
        )
    )
    return session.scalars(wanted.limit(1)).first() is not None
