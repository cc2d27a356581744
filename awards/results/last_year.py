"""The round before, as whoever asks may see it: all its awards' scores in three queries."""

from collections.abc import Iterable, Mapping

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from awards.core.permissions import Actor, Permission
from awards.programmes.models import Award, Edition
from awards.programmes.settings import rules_of
from awards.results.counting import counting_of
from awards.results.queries import candidates_in_sight
from awards.results.scores import Scored, SheetRow, arrange
from awards.scoring.models import Score, ScoreSheet, SheetState
from awards.triage.models import Candidate


def edition_before(session: Session, actor: Actor, edition: Edition) -> Edition | None:
    """Return the round before an edition in its programme, with awards, criteria and weights.

    None for the first one, and for whoever does not see the programme's results.
    """
    if not actor.may(Permission.SEE_RESULTS, edition.programme_id):
        return None
    wanted = (
        select(Edition)
        .where(
            Edition.programme_id == edition.programme_id,
            Edition.opens_at < edition.opens_at,
            Edition.opened_at.is_not(None),
            Edition.archived_at.is_(None),
        )
        .order_by(Edition.opens_at.desc())
        .limit(1)
        .options(
            joinedload(Edition.programme),
            selectinload(Edition.criteria),
            selectinload(Edition.awards).selectinload(Award.weights),
        )
    )
    return session.scalars(wanted).first()


def scores_by_award(
    session: Session, actor: Actor, edition: Edition, awards: Iterable[Award]
) -> Mapping[str, Scored]:
    """Return award id → its handed-in scores, under code names, without what is hidden."""
    chosen = {award.id: award for award in awards}
    codes: dict[str, list[tuple[str, str]]] = {award_id: [] for award_id in chosen}
    visible = candidates_in_sight(actor, chosen).with_only_columns(
        Candidate.award_id, Candidate.id, Candidate.code_name
    )
    for award_id, candidate_id, code in session.execute(visible.order_by(Candidate.code_name)):
        codes[award_id].append((candidate_id, code))
    sheets = _sheets(session, edition, chosen)
    return {
        award_id: _scored(award, codes[award_id], sheets[award_id])
        for award_id, award in chosen.items()
    }


def _sheets(
    session: Session, edition: Edition, chosen: Mapping[str, Award]
) -> dict[str, list[SheetRow]]:
    """Return award id → its handed-in sheets, the points side by side."""
    wanted = (
        select(Candidate.award_id, ScoreSheet.candidate_id, ScoreSheet.person_id)
        .join(Candidate, Candidate.id == ScoreSheet.candidate_id)
        .where(Candidate.award_id.in_(list(chosen)), ScoreSheet.state == SheetState.HANDED_IN)
    )
    for criterion in edition.criteria:
        score = aliased(Score)
        its = and_(score.sheet_id == ScoreSheet.id, score.criterion_id == criterion.id)
        wanted = wanted.join(score, its, isouter=True).add_columns(score.value)
    found: dict[str, list[SheetRow]] = {award_id: [] for award_id in chosen}
    for award_id, *sheet in session.execute(wanted):
        found[award_id].append(sheet)
    return found


def _scored(award: Award, codes: list[tuple[str, str]], sheets: list[SheetRow]) -> Scored:
    weights = {weight.criterion_id: float(weight.value) for weight in award.weights}
    criteria = award.edition.criteria
    return arrange(
        sheets,
        candidates=codes,
        criteria=[(c.id, weights.get(c.id, 0.0)) for c in criteria],
        counting=counting_of(rules_of(award), [c.key for c in criteria]),
    )
