"""Reading calibration texts. A juror's stand on the awards they vote in and on no conflict.

What goes into the queue is a prepared statement, remembered until something is written: that page
is opened all day.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, column, func, or_, select, table
from sqlalchemy.orm import Session, contains_eager

from awards.accounts.models import Person
from awards.core.db import Translated
from awards.core.errors import NotFound
from awards.core.memo import remembered
from awards.core.permissions import Actor
from awards.juries.models import VOTING, PanelSeat, SeatRole
from awards.juries.queries import (
    JUROR,
    barred,
    built_awards_read,
    in_office_now,
    suggestions_for,
    values_of,
)
from awards.juries.queries.sight import PLACES
from awards.juries.queries.suggested import suggested_in
from awards.programmes.models import Award, Criterion, Edition, Programme
from awards.programmes.queries import is_open
from awards.scoring.calibrating.models import Calibration, CalibrationSheet
from awards.scoring.models import SheetState
from awards.scoring.queries import Line, Sheet
from awards.scoring.rules import Marks
from awards.triage.blind import approved_copies, is_ready
from awards.triage.models import Candidate, JurorCopy

_GIVEN = table("decided_outcome", column("candidate_id"))
"""Who has won is public, and a later feature's: a text of theirs would be recognised."""


@cache
def _in_sight() -> Select[str]:
    """Select the calibration texts of the awards a juror votes in, without those of a conflict."""
    places = or_(Edition.programme_id.in_(PLACES), Edition.id.in_(PLACES))
    own = (CalibrationSheet.calibration_id == Calibration.id) & (
        CalibrationSheet.person_id == JUROR
    )
    return (
        select(Calibration.id)
        .join(Award, Award.id == Calibration.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .join(Programme, Programme.id == Edition.programme_id)
        .join(CalibrationSheet, own, isouter=True)
        .where(
            Award.id.in_(built_awards_read()),
            Award.archived_at.is_(None),
            places,
            is_open(),
            or_(Calibration.source_id.is_(None), Calibration.source_id.not_in(barred(JUROR))),
        )
    )


class First(NamedTuple):
    """A calibration text in a juror's queue."""

    id: str
    award_id: str
    free: bool | None
    """None: not begun, nothing said."""
    handed_in_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether the juror has still to score it."""
        return self.free is not False and self.handed_in_at is None


@cache
def _firsts() -> Select[*tuple[Any, ...]]:
    return (
        _in_sight()
        .where(Edition.id == bindparam("edition"))
        .order_by(Award.position)
        .with_only_columns(
            Calibration.id,
            Calibration.award_id,
            CalibrationSheet.free,
            CalibrationSheet.handed_in_at,
        )
    )


def firsts_of(session: Session, juror: Actor, edition_id: str) -> list[First]:
    """Return what a juror scores before everything else in an edition, award by award."""
    values = {**values_of(juror), "edition": edition_id}
    key = [tuple(value) if isinstance(value, list) else value for value in values.values()]

    def read() -> list[First]:
        return [First(*row) for row in session.connection().execute(_firsts(), values)]

    return list(remembered(session, ("calibration", *key), read))


@dataclass(frozen=True)
class Practice:
    """A calibration text and a juror's own sheet for it."""

    sheet: Sheet
    """As any sheet, so that its page can show it; its id is the text's."""
    own_id: str | None
    sections: list[dict[str, Any]]
    source_id: str | None
    free: bool | None
    """Whether the juror has said "no conflict"; none: nothing said, or nothing begun."""

    @property
    def borrowed(self) -> bool:
        """Whether it was written about somebody."""
        return self.source_id is not None

    @property
    def asked_first(self) -> bool:
        """Whether the juror has to say "no conflict" before they see the text."""
        return self.borrowed and not self.free

    def called(self, name: str) -> "Practice":
        """Return it under a name that its pages show."""
        return replace(self, sheet=replace(self.sheet, code_name=name))


@cache
def _one() -> Select[*tuple[Any, ...]]:
    return (
        _in_sight()
        .where(Calibration.id == bindparam("wanted"))
        .with_only_columns(Calibration, CalibrationSheet, Award)
        .options(contains_eager(Award.edition).contains_eager(Edition.programme))
    )


def practice_of(session: Session, juror: Actor, calibration_id: str) -> Practice:
    """Return a calibration text with the juror's own sheet, begun or not.

    Raises NotFound for an award they do not vote in, and where they have stated a conflict.
    """
    values = {**values_of(juror), "wanted": calibration_id}
    row = session.execute(_one(), values).first()
    if row is None:
        raise NotFound
    calibration, own, award = row
    marks: Marks = own.marks if own else {}
    sheet = Sheet(
        calibration.id, "", "", award, tuple(_lines(session, award.edition_id, marks)), bool(own)
    )
    if own is not None:
        sheet = replace(
            sheet,
            state=SheetState.HANDED_IN if own.handed_in_at else SheetState.OPEN,
            version=own.version,
            reason=own.reason,
            saved_at=own.saved_at,
            handed_in_at=own.handed_in_at,
            last_change=own.last_change,
            reasons=own.reasons or {},
        )
    return Practice(
        sheet,
        own.id if own else None,
        calibration.sections,
        calibration.source_id,
        own.free if own else None,
    )


def _lines(session: Session, edition_id: str, marks: Marks) -> list[Line]:
    rows = session.execute(
        select(Criterion.id, Criterion.key, Criterion.name, Criterion.description, Criterion.levels)
        .where(Criterion.edition_id == edition_id, Criterion.archived_at.is_(None))
        .order_by(Criterion.position)
    )
    return [
        Line(*row, marks.get(row.id), marks[row.id] is None if row.id in marks else None)
        for row in rows
    ]


def is_suggested(session: Session, juror: Actor, practice: Practice) -> bool:
    """Say whether facts on file connect a juror with whom a borrowed text was written about."""
    source = session.get_one(Candidate, practice.source_id)
    person = session.get_one(Person, juror.person_id)
    return source.id in suggestions_for(session, person, [source.award_id])


def jury_marks(session: Session, calibration_id: str) -> list[Marks]:
    """Return what each juror gave who has handed in, the first first; see `rules.shown_of`."""
    wanted = select(CalibrationSheet.marks).where(
        CalibrationSheet.calibration_id == calibration_id,
        CalibrationSheet.handed_in_at.is_not(None),
    )
    in_order = wanted.order_by(CalibrationSheet.handed_in_at, CalibrationSheet.id)
    return list(session.scalars(in_order))


@dataclass(frozen=True)
class Chosen:
    """An award's calibration text, for whoever runs the round: how many have scored it."""

    calibration: Calibration
    begun: int
    handed_in: int


def chosen_for(session: Session, award_ids: Collection[str]) -> dict[str, Chosen]:
    """Return award id → its calibration text; awards without one are missing. No marks."""
    own = CalibrationSheet.calibration_id == Calibration.id
    rows = session.execute(
        select(
            Calibration,
            func.count(CalibrationSheet.saved_at),
            func.count(CalibrationSheet.handed_in_at),
        )
        .join(CalibrationSheet, own, isouter=True)
        .where(Calibration.award_id.in_(list(award_ids)))
        .group_by(Calibration.id)
    )
    return {row[0].award_id: Chosen(*row) for row in rows}


def voters_in(session: Session, award_ids: Collection[str]) -> Mapping[str, int]:
    """Return award id → how many vote in it now."""
    rows = session.execute(
        select(PanelSeat.award_id, func.count())
        .where(PanelSeat.award_id.in_(list(award_ids)), PanelSeat.role.in_(VOTING), in_office_now())
        .group_by(PanelSeat.award_id)
    )
    return dict(rows.all())


@dataclass(frozen=True)
class Loan:
    """A text of an earlier round that may be borrowed."""

    candidate_id: str
    code_name: str
    award: Translated
    year: int
    copy: JurorCopy


def loans_for(session: Session, award: Award, at: datetime) -> list[Loan]:
    """Return the texts of the last announced round that a jury may practise on.

    Left out are those who won something, since who they are is public, and everybody with whom
    somebody on the panel has said, or the facts suggest, that they might be conflicted.
    """
    rows = session.execute(_announced(award, at)).all()
    rows = [row for row in rows if row.edition_id == rows[0].edition_id]
    close = _close_to_the_panel(session, award, {row.award_id for row in rows})
    copies = approved_copies(session, [row.id for row in rows if row.id not in close])
    return [
        Loan(row.id, row.code_name, row.name, row.year, copies[row.id])
        for row in rows
        if row.id in copies
    ]


def _announced(award: Award, at: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Candidate.id,
            Candidate.code_name,
            Candidate.award_id,
            Award.name,
            Award.edition_id,
            Edition.year,
        )
        .join(Award, Award.id == Candidate.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .where(
            Edition.programme_id == award.edition.programme_id,
            Edition.id != award.edition_id,
            Edition.purged_at.is_(None),
            Award.announce_at <= at,
            Candidate.id.not_in(select(_GIVEN.c.candidate_id)),
            is_ready(),
        )
        .order_by(Edition.year.desc(), Edition.id, Award.position, Candidate.code_name)
    )


def _close_to_the_panel(session: Session, award: Award, award_ids: Collection[str]) -> set[str]:
    """Return the candidates of some awards of one edition that are not for this panel to read."""
    people = session.scalars(select(Person).where(Person.id.in_(_panel_of(award)))).all()
    if not people or not award_ids:
        return set()
    known, panel = suggested_in(session, people, award_ids), {person.id for person in people}
    pairs = {*known.grounds, *known.said.closed}
    return {candidate_id for person_id, candidate_id in pairs if person_id in panel}


def _panel_of(award: Award) -> Select[str]:
    reads = PanelSeat.role.in_({*VOTING, SeatRole.SUBSTITUTE})
    return select(PanelSeat.person_id).where(PanelSeat.award_id == award.id, reads)
