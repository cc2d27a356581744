"""Suggestions and mergers as the coordinator sees them, scoped to their programmes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from awards.core.db import Translated
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Award
from awards.triage.models import CandidateNomination
from awards.triage.twins.models import TwinAnswer, TwinCheck, TwinPair, Word
from awards.triage.twins.reading import stamps
from awards.triage.twins.search import clusters

_One, _Other = aliased(Nomination), aliased(Nomination)
_OneLink, _OtherLink = aliased(CandidateNomination), aliased(CandidateNomination)


@dataclass(frozen=True)
class Pair:
    """Two nominations for the same award that may belong together."""

    first: str
    second: str
    units: tuple[str, str]
    """What each belongs to so far: a candidate, else itself."""
    award_id: str
    points: int
    evidence: tuple[dict[str, Any], ...]
    mark: str
    later: bool
    reopened_at: datetime | None
    """When somebody said that they are not the same; a text has changed since."""


@dataclass(frozen=True)
class Cluster:
    """Nominations that may all be of one nominee, by the pairs that hold them together."""

    pairs: tuple[Pair, ...]

    @property
    def anchor(self) -> str:
        """The nomination whose address the cluster's page has."""
        return min(min(pair.first, pair.second) for pair in self.pairs)

    @property
    def nominations(self) -> list[str]:
        """The ids of those that look alike."""
        return sorted({one for pair in self.pairs for one in (pair.first, pair.second)})

    @property
    def units(self) -> list[str]:
        """What would be merged: candidates, and nominations that are none yet."""
        return sorted({unit for pair in self.pairs for unit in pair.units})

    @property
    def best(self) -> Pair:
        """The pair with the most points."""
        return max(self.pairs, key=lambda pair: (pair.points, pair.first, pair.second))

    @property
    def later(self) -> bool:
        """Whether somebody has put all of it aside."""
        return all(pair.later for pair in self.pairs)

    @property
    def reopened_at(self) -> datetime | None:
        """When somebody said that two of them are not the same, before a text changed."""
        return max((p.reopened_at for p in self.pairs if p.reopened_at), default=None)


def _pairs() -> Select[*tuple[Any, ...]]:
    return (
        select(
            TwinPair.first_id,
            TwinPair.second_id,
            TwinPair.points,
            TwinPair.evidence,
            TwinPair.mark,
            _One.award_id.label("one_award"),
            _Other.award_id.label("other_award"),
            _OneLink.candidate_id.label("one_candidate"),
            _OtherLink.candidate_id.label("other_candidate"),
            TwinAnswer.word,
            TwinAnswer.mark.label("answered_mark"),
            TwinAnswer.answered_at,
        )
        .join(_One, _One.id == TwinPair.first_id)
        .join(_Other, _Other.id == TwinPair.second_id)
        .outerjoin(_OneLink, _OneLink.nomination_id == TwinPair.first_id)
        .outerjoin(_OtherLink, _OtherLink.nomination_id == TwinPair.second_id)
        .outerjoin(
            TwinAnswer,
            and_(
                TwinAnswer.first_id == TwinPair.first_id,
                TwinAnswer.second_id == TwinPair.second_id,
            ),
        )
        .where(
            _One.state == NominationState.RECEIVED,
            _Other.state == NominationState.RECEIVED,
            or_(
                _OneLink.candidate_id.is_(None),
                _OtherLink.candidate_id.is_(None),
                _OneLink.candidate_id != _OtherLink.candidate_id,
            ),
        )
        .order_by(TwinPair.first_id, TwinPair.second_id)
    )


def _pair(row: Row[*tuple[Any, ...]]) -> Pair:
    holds = row.answered_mark == row.mark
    reopened = row.word is Word.NOT_SAME and not holds
    return Pair(
        first=row.first_id,
        second=row.second_id,
        units=(row.one_candidate or row.first_id, row.other_candidate or row.second_id),
        award_id=row.one_award,
        points=row.points,
        evidence=tuple(row.evidence),
        mark=row.mark,
        later=row.word is Word.LATER and holds,
        reopened_at=row.answered_at if reopened else None,
    )


def _is_settled(row: Row[*tuple[Any, ...]]) -> bool:
    """Say whether somebody has said that these are two, and neither says anything else since."""
    return bool(row.word is Word.NOT_SAME and row.answered_mark == row.mark)


def suggested(session: Session, edition_id: str) -> list[Cluster]:
    """Return what waits for a word in an edition: the surest first, what was put aside last.

    One query. What the award's other nominations belong to decides what would be merged.
    """
    return _clusters(session, TwinPair.edition_id == edition_id)


def cluster_around(session: Session, nomination_id: str) -> Cluster | None:
    """Return the suggestion that a nomination, or one of its candidate, is part of; two queries.

    Whose it is to see is not asked here: `members_of` does.
    """
    own = select(CandidateNomination.candidate_id).where(
        CandidateNomination.nomination_id == nomination_id
    )
    its = select(CandidateNomination.nomination_id).where(CandidateNomination.candidate_id.in_(own))
    here = {nomination_id, *session.scalars(its)}
    found = _clusters(session, TwinPair.edition_id.in_(_edition_of(nomination_id)))
    return next((one for one in found if here & set(one.nominations)), None)


def by_reference(session: Session, nomination_id: str, reference: str) -> str | None:
    """Return the id of the nomination with this reference in the same edition, if it stands."""
    wanted = (
        select(Nomination.id)
        .join(Award, Award.id == Nomination.award_id)
        .where(
            Award.edition_id.in_(_edition_of(nomination_id)),
            Nomination.reference == reference.strip().upper(),
            Nomination.state == NominationState.RECEIVED,
        )
    )
    return session.scalars(wanted).first()


def _edition_of(nomination_id: str) -> Select[str]:
    its_award = Nomination.award_id == Award.id
    return (
        select(Award.edition_id).join(Nomination, its_award).where(Nomination.id == nomination_id)
    )


def _clusters(session: Session, edition: ColumnElement[bool]) -> list[Cluster]:
    wanted = _pairs().where(edition, _One.award_id == _Other.award_id)
    open_pairs = [_pair(row) for row in session.execute(wanted) if not _is_settled(row)]
    by_unit: dict[str, list[Pair]] = defaultdict(list)
    for pair in open_pairs:
        by_unit[pair.units[0]].append(pair)
    found = [
        Cluster(tuple(pair for unit in units for pair in by_unit[unit]))
        for units in clusters(pair.units for pair in open_pairs)
    ]
    return sorted(found, key=lambda c: (c.later, -c.best.points, c.anchor))


@dataclass(frozen=True)
class Elsewhere:
    """The same nominee, it seems, nominated for another award of the edition."""

    nomination_id: str
    nominee: str
    award: Translated


def elsewhere(session: Session, nomination_ids: Collection[str]) -> list[Elsewhere]:
    """Return where else the nominee of these nominations is nominated, one line an award."""
    wanted = _pairs().where(
        or_(TwinPair.first_id.in_(nomination_ids), TwinPair.second_id.in_(nomination_ids)),
        _One.award_id != _Other.award_id,
    )
    return _named(session, nomination_ids, session.execute(wanted).all())


def _named(
    session: Session, nomination_ids: Collection[str], pairs: Iterable[Row[*tuple[Any, ...]]]
) -> list[Elsewhere]:
    others = {
        row.second_id if row.first_id in nomination_ids else row.first_id
        for row in pairs
        if row.one_award != row.other_award and not _is_settled(row)
    }
    if not others:
        return []
    rows = session.execute(
        select(Nomination.id, Nomination.nominee_name, Award.id, Award.name)
        .join(Award, Award.id == Nomination.award_id)
        .where(Nomination.id.in_(others))
        .order_by(Award.position, Nomination.arrived_at, Nomination.id)
    ).all()
    found = {award_id: Elsewhere(one, nominee, name) for one, nominee, award_id, name in rows}
    return list(found.values())


@dataclass(frozen=True)
class Around:
    """What a nomination's own page tells about its twins."""

    together: int
    """Of how many nominations its candidate is made; 0 when it is none yet."""
    likely: int
    """How many others of its award look like it and wait for a word."""
    elsewhere: Sequence[Elsewhere]


def around(session: Session, nomination_id: str, candidate_id: str | None) -> Around:
    """Return what stands around a nomination, in one query; in two when it is elsewhere, too."""
    pairs = (
        _pairs()
        .where(or_(TwinPair.first_id == nomination_id, TwinPair.second_id == nomination_id))
        .order_by(None)
        .subquery()
    )
    count = select(func.count().label("together")).where(
        CandidateNomination.candidate_id == candidate_id
    )
    own = count.subquery()
    found = session.execute(select(own, pairs).select_from(own.outerjoin(pairs, true()))).all()
    rows = [row for row in found if row.first_id is not None and not _is_settled(row)]
    return Around(
        found[0].together,
        sum(row.one_award == row.other_award for row in rows),
        _named(session, [nomination_id], rows),
    )


@dataclass(frozen=True)
class Checked:
    """When an edition was last looked through, and whether something has changed since."""

    at: datetime
    nominations: int
    outdated: bool


def last_check(session: Session, edition_id: str) -> Checked | None:
    """Return when the suggestions were made; none while nobody has looked."""
    check = session.get(TwinCheck, edition_id)
    if check is None:
        return None
    now, _ = stamps(session, [edition_id]).get(edition_id, ("", 0))
    return Checked(check.checked_at, check.nominations, outdated=now != check.stamp)


def stored_pairs(session: Session, ids: Collection[str]) -> list[TwinPair]:
    """Return the suggestions between any two of these nominations."""
    wanted = select(TwinPair).where(TwinPair.first_id.in_(ids), TwinPair.second_id.in_(ids))
    return list(session.scalars(wanted.order_by(TwinPair.first_id, TwinPair.second_id)))


def brief_nominations(session: Session, ids: Collection[str]) -> dict[str, Nomination]:
    """Return nominations with award and units, without their texts: for a list."""
    rows = session.scalars(
        select(Nomination)
        .where(Nomination.id.in_(ids))
        .options(
            joinedload(Nomination.award),
            selectinload(Nomination.units),
            selectinload(Nomination.members),
        )
    )
    return {one.id: one for one in rows}
