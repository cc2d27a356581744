"""What a juror may see: the predicate that keeps a juror's pages blind."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    bindparam,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, contains_eager

from awards.core.permissions import Actor, Permission
from awards.juries.models import VOTING, Answer, ConflictStatement, PanelSeat
from awards.juries.queries.office import AT, in_office, lent, own_seats, this_quarter
from awards.programmes.models import Award, Edition
from awards.programmes.queries import in_places, is_open
from awards.triage.blind import ready
from awards.triage.models import Candidate

JUROR = bindparam("juror", type_=String())
PLACES = bindparam("places", type_=String(), expanding=True)
"""Who asks, in statements that are built once; `values_of` gives their values."""


def values_of(juror: Actor) -> dict[str, Any]:
    """Return the values of a prepared statement's parameters for a juror."""
    places = sorted(juror.places_with(Permission.SCORE))
    return {"juror": juror.person_id, "places": places, "at": this_quarter()}


@cache
def prepared_askable() -> Select[str]:
    """Return `askable` for whoever `values_of` names: built once, for pages opened often."""
    places = or_(Edition.programme_id.in_(PLACES), Edition.id.in_(PLACES))
    return _askable(PanelSeat.person_id == JUROR, places, in_office(AT))


@cache
def prepared_readable() -> Select[str]:
    """Return `readable` for whoever `values_of` names: built once, for pages opened often."""
    return _readable(prepared_askable(), ConflictStatement.person_id == JUROR)


def askable(juror: Actor) -> Select[str]:
    """Select the ids of the ready candidates of the awards on whose panel `juror` votes.

    These are the ones a juror is asked about before reading; nothing but award and code name
    of them may be shown. A seat in a programme where the role was taken away gives nothing, nor
    does one outside its dates. A substitute is asked about the candidates they stand in for.
    """
    held = in_places(juror.places_with(Permission.SCORE))
    return _askable(PanelSeat.person_id == juror.person_id, held, in_office(this_quarter()))


def readable(juror: Actor) -> Select[str]:
    """Select the ids of the candidates that `juror` may read and score: the one predicate.

    Askable, and the juror's statement is "none". Conflicted, unsure and unanswered are alike.
    """
    return _readable(askable(juror), ConflictStatement.person_id == juror.person_id)


def _askable(
    own_seat: ColumnElement[bool], own_programme: ColumnElement[bool], now: ColumnElement[bool]
) -> Select[str]:
    """Select ready candidates of own awards. The awards are looked up once, not per candidate."""
    seats = own_seats(own_seat, own_programme, now)
    lent_to = lent(own_seat, own_programme, now)
    voting = seats.where(PanelSeat.role.in_(VOTING))
    # Both at the same index: an OR of the two would go through every candidate there is.
    own_awards = voting.union(lent_to.with_only_columns(PanelSeat.award_id))
    return (
        ready()
        .where(
            Candidate.award_id.in_(own_awards),
            or_(Candidate.award_id.in_(voting), Candidate.id.in_(lent_to)),
        )
        .with_only_columns(Candidate.id)
    )


def _readable(asked: Select[str], own_statement: ColumnElement[bool]) -> Select[str]:
    return asked.join(
        ConflictStatement,
        (ConflictStatement.candidate_id == Candidate.id)
        & own_statement
        & (ConflictStatement.answer == Answer.NONE),
    )


def barred(person_id: str | BindParameter[str] | None) -> Select[str]:
    """Select the ids of the candidates that a person has a stated or possible conflict with."""
    return select(ConflictStatement.candidate_id).where(
        ConflictStatement.person_id == person_id, ConflictStatement.answer != Answer.NONE
    )


@cache
def _unanswered() -> Select[int]:
    own = (ConflictStatement.candidate_id == Candidate.id) & (ConflictStatement.person_id == JUROR)
    return (
        prepared_askable()
        .join(Award, Award.id == Candidate.award_id)
        .join(ConflictStatement, own, isouter=True)
        .where(ConflictStatement.id.is_(None), Award.edition_id == bindparam("edition"))
        .with_only_columns(func.count())
    )


def unanswered_count(session: Session, juror: Actor, edition_id: str) -> int:
    """Return for how many candidates of an edition a juror's statement is missing."""
    values = {**values_of(juror), "edition": edition_id}
    return session.execute(_unanswered(), values).scalar_one()


class AskedAbout(NamedTuple):
    """A candidate a juror is asked about, and what they have said so far."""

    candidate_id: str
    award_id: str
    code_name: str
    answer: Answer | None


def asked_about(session: Session, juror: Actor, award_ids: Iterable[str]) -> list[AskedAbout]:
    """Return the candidates of the given awards that a juror is asked about, in no order."""
    own = (ConflictStatement.candidate_id == Candidate.id) & (
        ConflictStatement.person_id == juror.person_id
    )
    rows = session.execute(
        select(Candidate.id, Candidate.award_id, Candidate.code_name, ConflictStatement.answer)
        .join(ConflictStatement, own, isouter=True)
        .where(Candidate.id.in_(askable(juror)), Candidate.award_id.in_(list(award_ids)))
    )
    return [AskedAbout(*row) for row in rows]


def awards_asked_about(
    session: Session, juror: Actor, candidate_ids: Iterable[str]
) -> dict[str, Award]:
    """Return candidate id → award (with edition) for those that a juror is asked about."""
    rows = session.execute(
        askable(juror)
        .join(Award, Award.id == Candidate.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .where(Candidate.id.in_(list(candidate_ids)))
        .with_only_columns(Candidate.id, Award)
        .options(contains_eager(Award.edition))
    )
    return dict(rows.all())


def editions_of(session: Session, juror: Actor) -> Sequence[Edition]:
    """Return the editions in which a juror votes on a panel, newest first."""
    mine = select(Award.edition_id).where(Award.id.in_(_awards_read_by(juror)))
    return session.scalars(
        select(Edition)
        .join(Edition.programme)
        .where(
            Edition.id.in_(mine),
            in_places(juror.places_with(Permission.SCORE)),
            is_open(),
        )
        .options(contains_eager(Edition.programme))
        .order_by(Edition.year.desc(), Edition.slug)
    ).all()


def awards_of(session: Session, juror: Actor, edition: Edition) -> Sequence[Award]:
    """Return the awards of an edition on whose panel a juror votes, in their order."""
    wanted = select(Award).where(
        Award.edition_id == edition.id,
        Award.archived_at.is_(None),
        Award.id.in_(_awards_read_by(juror)),
    )
    return session.scalars(wanted.order_by(Award.position)).all()


def _awards_read_by(juror: Actor) -> CompoundSelect[str]:
    """Select the awards in which a juror votes, or stands in for somebody."""
    mine, now = PanelSeat.person_id == juror.person_id, in_office(this_quarter())
    voting = own_seats(mine, true(), now).where(PanelSeat.role.in_(VOTING))
    return voting.union(lent(mine, true(), now).with_only_columns(PanelSeat.award_id))
