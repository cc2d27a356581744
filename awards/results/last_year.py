"""The round before, as whoever asks may see it: the scores of all its awards at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.programmes.models import Award, Edition
from awards.programmes.queries import edition_for
from awards.programmes.settings import rules_of
from awards.results.counting import counting_of
from awards.results.queries import awards_in_sight, candidates_in_sight, is_order_hidden
from awards.results.rules import scores_visible
from awards.results.scores import Scored, SheetRow, arrange
from awards.scoring.models import Score, ScoreSheet, SheetState
from awards.triage.models import Candidate


def edition_before(session: Session, actor: Actor, edition: Edition) -> Edition | None:
    """Return the round before an edition in its programme, with awards, criteria and weights.

    None for the first one, and for whoever did not see its results: a role may be in one year.
    """
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
    found = session.scalars(wanted).first()
    if found is None or not actor.may(Permission.SEE_RESULTS, found.programme_id, found.id):
        return None
    return found


def edition_to_weigh(session: Session, actor: Actor, edition_id: str) -> Edition:
    """Return an edition whose results the actor sees, with what its weights hang on.

    Raises NotFound also for a draft of a programme that the actor does not set up.
    """
    may_set = actor.programmes_with(Permission.SET_UP)
    edition = edition_for(session, actor, Permission.SEE_RESULTS, edition_id, drafts=bool(may_set))
    if edition.opened_at is None and edition.programme_id not in may_set:
        raise NotFound
    wanted = select(Award).where(Award.edition_id == edition.id)
    session.scalars(wanted.options(selectinload(Award.weights))).all()
    return edition


def awards_to_weigh(session: Session, actor: Actor, edition: Edition) -> list[Award]:
    """Return the awards of an edition to show: all to who sets up, else those in sight."""
    if actor.may(Permission.SET_UP, edition.programme_id):
        return list(edition.awards)
    return awards_in_sight(session, actor, edition)


def scores_in_open(
    session: Session, actor: Actor, edition: Edition, at: datetime
) -> dict[str, Scored]:
    """Return slug → scores of the awards whose order the actor may see at a moment."""
    awards = [
        award
        for award in awards_in_sight(session, actor, edition)
        if scores_visible(award, at) and not is_order_hidden(session, award)
    ]
    scores = scores_by_award(session, actor, edition, awards)
    return {award.slug: scores[award.id] for award in awards}


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
