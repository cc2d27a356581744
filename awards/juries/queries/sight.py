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
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, contains_eager

from awards.accounts.models import Person
from awards.core import clock
from awards.core.db import UtcDateTime
from awards.core.permissions import Actor, Permission
from awards.juries.models import (
    VOTING,
    Answer,
    ConflictStatement,
    PanelSeat,
    StepOut,
)
from awards.juries.queries.given import given_to, nobody_reads, scoring_is_over
from awards.juries.queries.office import (
    AT,
    JUROR,
    in_office,
    is_lent,
    lent,
    own_seats,
    this_quarter,
)
from awards.juries.queries.panels import may_vote
from awards.juries.queries.preparers import prepared_by
from awards.programmes.models import Award, Edition
from awards.programmes.queries import in_places, is_open
from awards.triage.blind import ready
from awards.triage.closeness import merged_candidates
from awards.triage.models import Candidate, CandidateNomination
from awards.triage.twins.models import Merger

_UNSURE = literal(Answer.UNSURE, ConflictStatement.answer.type)
_AWARDS = bindparam("awards", type_=String(), expanding=True)
PLACES = bindparam("places", type_=String(), expanding=True)
"""Where they may score, in statements that are built once; `values_of` gives the values."""


def values_of(juror: Actor) -> dict[str, Any]:
    """Return the values of a prepared statement's parameters for a juror."""
    places = sorted(juror.places_with(Permission.SCORE))
    return {"juror": juror.person_id, "places": places, "at": this_quarter()}


def _built(given: ColumnElement[bool], *, one: bool = False) -> Select[str]:
    places = in_places(PLACES)
    return _askable(PanelSeat.person_id == JUROR, places, in_office(AT), given, one=one)


@cache
def built_askable() -> Select[str]:
    """Return `askable` while scoring is open, for whoever `values_of` names: built once."""
    return _built(given_to(JUROR) | nobody_reads())


@cache
def built_readable(*, one: bool = False) -> Select[str]:
    """Return `readable` for whoever `values_of` names: built once, for pages opened often.

    `one` is the same for a statement that looks for a single candidate.
    """
    return _readable(_built(given_to(JUROR, one=one), one=one), JUROR, one=one)


def askable(juror: Actor) -> Select[str]:
    """Select the ids of the ready candidates of the awards on whose panel `juror` votes.

    These are the ones a juror is asked about before reading; nothing but award and code name
    of them may be shown. A seat in a programme where the role was taken away gives nothing, nor
    does one outside its dates. A substitute is asked about the candidates they stand in for.
    In a routed award a juror is asked about what they read, and about what nobody has been given
    yet: a late candidate. Once scoring has closed about the rest, too, because results are shown
    only to whoever has answered.
    """
    given = given_to(juror.person_id) | nobody_reads() | scoring_is_over()
    return _askable(*_seat_of(juror), given)


def _seat_of(
    juror: Actor,
) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    held = in_places(juror.places_with(Permission.SCORE))
    return PanelSeat.person_id == juror.person_id, held, in_office(this_quarter())


def readable(juror: Actor) -> Select[str]:
    """Select the ids of the candidates that `juror` may read and score: the one predicate.

    Askable and given to them, and the juror's statement is "none". Conflicted, unsure and
    unanswered are alike. A conflict with a candidate that was merged into this one counts for it,
    until the coordinator has decided otherwise.
    """
    return _readable(_askable(*_seat_of(juror), given_to(juror.person_id)), juror.person_id)


def may_read(session: Session, edition: Edition) -> set[tuple[str, str]]:
    """Return (person, candidate) for every voter of an edition and what they may read.

    The same predicate for everybody at once.
    """
    values = {"edition": edition.id, "programme": edition.programme_id, "at": this_quarter()}
    return {(row[0], row[1]) for row in session.execute(_may_read(), values)}


@cache
def _may_read() -> Select[str, str]:
    stands_in = exists().where(is_lent(), StepOut.candidate_id == Candidate.id)
    votes = or_(PanelSeat.role.in_(VOTING), stands_in.correlate(PanelSeat, Candidate))
    seated = (
        ready()
        .join(Award, Award.id == Candidate.award_id)
        .join(PanelSeat, PanelSeat.award_id == Award.id)
        .join(Person, Person.id == PanelSeat.person_id)
        .where(
            Award.edition_id == bindparam("edition"),
            votes,
            in_office(AT),
            may_vote(bindparam("programme"), bindparam("edition")),
        )
    )
    pairs = _readable(seated, PanelSeat.person_id)
    return pairs.with_only_columns(PanelSeat.person_id, Candidate.id)


def _askable(
    own_seat: ColumnElement[bool],
    own_programme: ColumnElement[bool],
    now: ColumnElement[bool],
    given: ColumnElement[bool],
    *,
    one: bool = False,
) -> Select[str]:
    """Select ready candidates of own awards.

    The awards are looked up once, not per candidate; for one candidate only its own is.
    """
    seats = own_seats(own_seat, own_programme, now)
    lent_to = lent(own_seat, own_programme, now)
    voting = seats.where(PanelSeat.role.in_(VOTING))
    if one:
        votes = voting.where(PanelSeat.award_id == Candidate.award_id).correlate(Candidate).exists()
        for_it = lent_to.where(StepOut.candidate_id == Candidate.id).correlate(Candidate).exists()
        return ready().where(or_(votes & given, for_it)).with_only_columns(Candidate.id)
    # Both at the same index: an OR of the two would go through every candidate there is.
    own_awards = voting.union(lent_to.with_only_columns(PanelSeat.award_id))
    return (
        ready()
        .where(
            Candidate.award_id.in_(own_awards),
            or_(Candidate.award_id.in_(voting) & given, Candidate.id.in_(lent_to)),
        )
        .with_only_columns(Candidate.id)
    )


Who = str | BindParameter[str] | InstrumentedAttribute[str] | None
"""A person's id, the place of one in a statement made once, or the column that has it."""


def _readable(asked: Select[Any], person: Who, *, one: bool = False) -> Select[Any]:
    return asked.join(
        ConflictStatement,
        (ConflictStatement.candidate_id == Candidate.id) & (ConflictStatement.person_id == person),
    ).where(opens(person, one=one))


def opens(person: Who, *, one: bool = False) -> ColumnElement[bool]:
    """Return the condition on a statement, joined with its candidate, for its opening the text.

    The heart of the one predicate: pages, forms and the router all ask it.
    """
    return (ConflictStatement.answer == Answer.NONE) & ~_waits(person, one=one)


Earlier = aliased(ConflictStatement)
"""What was said about a candidate that is part of another one now."""


def carried(person: Who) -> Select[str]:
    """Select the candidates into which one was merged that a person has a conflict with."""
    return (
        merged_candidates()
        .join(Earlier, Earlier.candidate_id == Merger.former_id)
        .where(Earlier.person_id == person, Earlier.answer != Answer.NONE)
    )


def _stated_before(person: Who, *, one: bool) -> ColumnElement[bool]:
    """Return the condition on `Candidate` for its being among the `carried` ones.

    A person's are looked up once; for a column of people, or one candidate, only its own are.
    """
    if not one and not isinstance(person, InstrumentedAttribute):
        return Candidate.id.in_(carried(person))
    own = carried(person).where(CandidateNomination.candidate_id == Candidate.id)
    return own.correlate(Candidate, PanelSeat, ConflictStatement).exists()


def _waits(person: Who, *, one: bool = False) -> ColumnElement[bool]:
    """Return the condition for a "none" that does not count: it was said of less than there is."""
    undecided = ConflictStatement.decided_by_id.is_(None)
    return (ConflictStatement.answer == Answer.NONE) & undecided & _stated_before(person, one=one)


def barred(person_id: Who) -> CompoundSelect[str]:
    """Select the ids of the candidates that a person has a stated or possible conflict with.

    Those into which such a one was merged are among them, unless the coordinator has freed them.
    """
    own = select(ConflictStatement.candidate_id).where(ConflictStatement.person_id == person_id)
    freed = own.where(
        ConflictStatement.answer == Answer.NONE, ConflictStatement.decided_by_id.is_not(None)
    )
    return union_all(
        own.where(ConflictStatement.answer != Answer.NONE),
        carried(person_id).where(CandidateNomination.candidate_id.not_in(freed)),
    )


@cache
def _unanswered() -> Select[int]:
    own = (ConflictStatement.candidate_id == Candidate.id) & (ConflictStatement.person_id == JUROR)
    return (
        built_askable()
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
    values = {**values_of(juror), "now": clock.now(), "awards": list(award_ids)}
    return [AskedAbout(*row) for row in session.execute(_asked_about(), values)]


@cache
def _asked_about() -> Select[*tuple[Any, ...]]:
    own = (ConflictStatement.candidate_id == Candidate.id) & (ConflictStatement.person_id == JUROR)
    over = scoring_is_over(bindparam("now", type_=UtcDateTime()))
    asked = _built(given_to(JUROR) | nobody_reads() | over)
    return (
        select(
            Candidate.id,
            Candidate.award_id,
            Candidate.code_name,
            case((_waits(JUROR), _UNSURE), else_=ConflictStatement.answer),
        )
        .join(ConflictStatement, own, isouter=True)
        .where(Candidate.id.in_(asked), Candidate.award_id.in_(_AWARDS))
    )


def awards_asked_about(
    session: Session, juror: Actor, candidate_ids: Iterable[str]
) -> dict[str, Award]:
    """Return candidate id → award (with edition) for those that somebody is asked about.

    Who prepares an award is asked like a juror.
    """
    asked = or_(Candidate.id.in_(askable(juror)), Candidate.id.in_(prepared_by(juror)))
    rows = session.execute(
        select(Candidate.id, Award)
        .join(Award, Award.id == Candidate.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .where(Candidate.id.in_(list(candidate_ids)), asked)
        .options(contains_eager(Award.edition))
    )
    return dict(rows.all())


def editions_of(session: Session, juror: Actor) -> Sequence[Edition]:
    """Return the editions in which a juror votes on a panel, newest first."""
    return session.scalars(_editions_read(), values_of(juror)).all()


@cache
def _editions_read() -> Select[Edition]:
    mine = select(Award.edition_id).where(Award.id.in_(built_awards_read()))
    return (
        select(Edition)
        .join(Edition.programme)
        .where(Edition.id.in_(mine), in_places(PLACES), is_open())
        .options(contains_eager(Edition.programme))
        .order_by(Edition.year.desc(), Edition.slug)
    )


def awards_of(session: Session, juror: Actor, edition: Edition) -> Sequence[Award]:
    """Return the awards of an edition on whose panel a juror votes, in their order."""
    return session.scalars(_awards_of(), {**values_of(juror), "edition": edition.id}).all()


@cache
def _awards_of() -> Select[Award]:
    return (
        select(Award)
        .where(
            Award.edition_id == bindparam("edition"),
            Award.archived_at.is_(None),
            Award.id.in_(built_awards_read()),
        )
        .order_by(Award.position)
    )


@cache
def built_awards_read() -> CompoundSelect[str]:
    """Select the awards in which whoever `values_of` names votes, or stands in for somebody.

    Built once, for pages opened often.
    """
    mine, now = PanelSeat.person_id == JUROR, in_office(AT)
    voting = own_seats(mine, true(), now).where(PanelSeat.role.in_(VOTING))
    return voting.union(lent(mine, true(), now).with_only_columns(PanelSeat.award_id))
