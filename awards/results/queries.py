"""Reading results: never a name, never a candidate the one who asks is, or may be, close to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from typing import cast as typed

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    Table,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Session

from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.juries.models import (
    HEARING,
    PREPARING,
    VOTING,
    Answer,
    ConflictStatement,
    PanelSeat,
    SeatRole,
)
from awards.juries.queries import (
    barred,
    in_office_now,
    not_over,
    this_quarter,
)
from awards.programmes.models import Award, Edition
from awards.programmes.queries import award_for
from awards.programmes.settings import rules_of
from awards.programmes.settings.choices import OrderBy
from awards.results.counting import counting_of
from awards.results.packing import BASE, batches, unpack
from awards.results.rules import visible_early
from awards.results.scores import Scored, SheetRow, arrange
from awards.scoring.models import Score, ScoreSheet, SheetState
from awards.triage.blind import is_ready
from awards.triage.models import Candidate

_SHEETS = typed("Table", ScoreSheet.__table__)


def _runs_the_round(actor: Actor, edition: Edition) -> bool:
    """Say whether somebody works with every award of an edition, not only with their panels'."""
    return actor.may(Permission.MANAGE_PANELS, edition.programme_id, edition.id)


def _seats(session: Session, actor: Actor, award_ids: Iterable[str]) -> dict[str, SeatRole]:
    """Return award id → the actor's seat, of those that let somebody hear the results."""
    wanted = select(PanelSeat.award_id, PanelSeat.role).where(
        PanelSeat.person_id == actor.person_id,
        PanelSeat.award_id.in_(list(award_ids)),
        PanelSeat.role.in_(VOTING | HEARING),
        in_office_now(),
    )
    return dict(session.execute(wanted).all())


def awards_in_sight(session: Session, actor: Actor, edition: Edition) -> list[Award]:
    """Return the awards of an edition whose results the actor will see, in their order."""
    if _runs_the_round(actor, edition):
        return list(edition.awards)
    seats = _seats(session, actor, [award.id for award in edition.awards])
    return [award for award in edition.awards if award.id in seats]


def awards_seen_early(
    session: Session, actor: Actor, awards: Sequence[Award], at: datetime
) -> set[str]:
    """Return the ids of the awards whose scores the actor may see while the jury still scores."""
    seats = _seats(session, actor, [award.id for award in awards])
    return {
        award.id
        for award in awards
        if visible_early(
            award,
            at,
            runs_round=_runs_the_round(actor, award.edition),
            votes=seats.get(award.id) in {*VOTING, SeatRole.SUBSTITUTE},
        )
    }


def award_in_sight(session: Session, actor: Actor, award_id: str) -> Award:
    """Return an award with criteria and weights. Raises NotFound when it is not theirs to see."""
    award = award_for(session, actor, Permission.SEE_RESULTS, award_id)
    if _runs_the_round(actor, award.edition) or _seats(session, actor, [award_id]):
        return award
    raise NotFound


def chaired_award(session: Session, actor: Actor, award_id: str) -> Award:
    """Return an award whose panel the actor chairs. Raises NotFound for every other."""
    award = award_for(session, actor, Permission.PROPOSE, award_id)
    if not chairs(session, actor, award):
        raise NotFound
    return award


def chairs(session: Session, actor: Actor, award: Award) -> bool:
    """Say whether the actor chairs an award's panel and may propose in its programme."""
    if not actor.may(Permission.PROPOSE, award.edition.programme_id, award.edition_id):
        return False
    return _seats(session, actor, [award.id]).get(award.id) is SeatRole.CHAIR


_Who = str | BindParameter[str] | None
"""A person's id, or the place of one in a statement that is made once."""


def _stated(person_id: _Who, *answers: Answer) -> Select[str]:
    """Select the ids of the candidates about which a person's statement is one of these."""
    return select(ConflictStatement.candidate_id).where(
        ConflictStatement.person_id == person_id, ConflictStatement.answer.in_(answers)
    )


def _asked_on(person_id: _Who, at: object) -> Select[str]:
    """Select the awards about which somebody is asked: a seat that has ended asks nothing more."""
    return select(PanelSeat.award_id).where(
        PanelSeat.person_id == person_id, PanelSeat.role.in_(VOTING | PREPARING), not_over(at)
    )


def open_to(person_id: _Who, at: object = None) -> ColumnElement[bool]:
    """Return the condition on `Candidate` for a person's seeing it, ready or not.

    Never one with a stated or possible conflict. Whoever votes on its panel, or prepares it, has
    said "none", too: they are asked before they see anything of it.
    """
    return Candidate.id.not_in(barred(person_id)) & or_(
        Candidate.award_id.not_in(_asked_on(person_id, this_quarter() if at is None else at)),
        Candidate.id.in_(_stated(person_id, Answer.NONE)),
    )


def candidates_in_sight(actor: Actor, award_ids: Iterable[str]) -> Select[str]:
    """Select the ids of the ready candidates that the actor may see results of."""
    return select(Candidate.id).where(
        Candidate.award_id.in_(list(award_ids)), is_ready(), open_to(actor.person_id)
    )


def any_out_of_sight(session: Session, actor: Actor, candidate_ids: Iterable[str]) -> bool:
    """Say whether the actor's conflicts, or missing answers, hide one of these candidates."""
    wanted = select(Candidate.id).where(
        Candidate.id.in_(list(candidate_ids)), not_(open_to(actor.person_id))
    )
    return session.scalars(wanted.limit(1)).first() is not None


def closed_by_conflict(session: Session, actor: Actor, awards: Sequence[Award]) -> set[str]:
    """Return the ids of the awards that can only be shown whole, and not to this actor.

    Pages of decisions name every candidate. Who hears of an award and has a conflict with one of
    them, stated or possible, leaves its decision to somebody else, also when that one no longer
    takes part: it may have been proposed. Whoever runs the round sees the nominations anyway.
    """
    ids = [award.id for award in awards if not _runs_the_round(actor, award.edition)]
    if not ids:
        return set()
    hidden = or_(
        Candidate.id.in_(barred(actor.person_id)),
        and_(is_ready(), not_(open_to(actor.person_id))),
    )
    wanted = select(Candidate.award_id).where(Candidate.award_id.in_(ids), hidden)
    return set(session.scalars(wanted.distinct()))


class AskedFirst(NamedTuple):
    """Somebody's seat that keeps results from them until they have answered about conflicts."""

    seat: SeatRole
    begins_at: datetime | None
    """When it begins, if it has not: before that they cannot answer."""


def asked_first(session: Session, actor: Actor, award: Award) -> AskedFirst | None:
    """Return the actor's seat if candidates of the award wait for their answer about conflicts."""
    at = this_quarter()
    wanted = (
        select(PanelSeat.role, PanelSeat.begins_at)
        .join(Candidate, Candidate.award_id == PanelSeat.award_id)
        .where(
            PanelSeat.award_id == award.id,
            PanelSeat.person_id == actor.person_id,
            PanelSeat.role.in_(VOTING | PREPARING),
            not_over(at),
            is_ready(),
            Candidate.id.not_in(_stated(actor.person_id, *Answer)),
        )
    )
    found = session.execute(wanted.limit(1)).first()
    if found is None:
        return None
    seat, begins_at = found
    return AskedFirst(seat, begins_at if begins_at and begins_at > at else None)


def codes_in_sight(session: Session, actor: Actor, award: Award) -> Sequence[tuple[str, str]]:
    """Return (id, code name) of an award's candidates, by code name: it tells no order."""
    visible = candidates_in_sight(actor, [award.id])
    wanted = visible.with_only_columns(Candidate.id, Candidate.code_name)
    rows = session.connection().execute(wanted.order_by(Candidate.code_name))
    return [(row[0], row[1]) for row in rows]


def scores_in_sight(session: Session, actor: Actor, award: Award) -> Scored:
    """Return the handed-in scores of an award, in two queries, without what is hidden."""
    weights = {weight.criterion_id: float(weight.value) for weight in award.weights}
    return arrange(
        _sheet_rows(session, award),
        candidates=codes_in_sight(session, actor, award),
        criteria=[(c.id, weights.get(c.id, 0.0)) for c in award.edition.criteria],
        counting=counting_of(rules_of(award), [c.key for c in award.edition.criteria]),
    )


_PROPOSAL = table("proposal", column("award_id"))
"""Only that there is one: what a proposal is, is a later feature's."""


def is_order_hidden(session: Session, award: Award) -> bool:
    """Say whether the jury still looks for consensus: no order before the chair has proposed."""
    if rules_of(award).decision_mode is not OrderBy.CONSENSUS:
        return False
    proposed = select(_PROPOSAL.c.award_id).where(_PROPOSAL.c.award_id == award.id)
    return session.scalars(proposed.limit(1)).first() is None


def _sheet_rows(session: Session, award: Award) -> list[SheetRow]:
    """Return one row a sheet, its points side by side in the order of the criteria.

    A sheet's points lie side by side in the database, so they are packed into one number there
    (see `packing`): each sheet is looked up once instead of once a criterion.
    """
    criteria = [criterion.id for criterion in award.edition.criteria]
    sheets = (
        select(_SHEETS.c.candidate_id, _SHEETS.c.person_id, *map(_packed, batches(criteria)))
        .join(Candidate, Candidate.id == _SHEETS.c.candidate_id)
        .where(Candidate.award_id == award.id, _SHEETS.c.state == SheetState.HANDED_IN)
    )
    rows = session.connection().execute(sheets).all()
    points = unpack([row[2:] for row in rows], len(criteria)).tolist()
    return [(row[0], row[1], *its) for row, its in zip(rows, points, strict=True)]


def _packed(criteria: Sequence[str]) -> ScalarSelect[int]:
    """Select a sheet's points on a batch of criteria as one number."""
    places = {key: literal(BASE**place, BigInteger) for place, key in enumerate(criteria)}
    place = case(places, value=Score.criterion_id, else_=literal(0, BigInteger))
    return (
        select(cast(func.sum((Score.value + 1) * place), BigInteger))
        .where(Score.sheet_id == _SHEETS.c.id, Score.value.is_not(None))
        .correlate(_SHEETS)
        .scalar_subquery()
    )
