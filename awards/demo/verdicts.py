"""The demo's endings: what the chair proposes, what the board decides, when it is told."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from awards.core.clock import to_zone
from awards.core.languages import in_language
from awards.core.permissions import Actor, Role
from awards.decisions import actions as decisions
from awards.decisions.models import Outcome
from awards.decisions.queries import Identity, identities_of
from awards.decisions.rules import DecisionDraft, OutcomeDraft
from awards.demo.calendar import Dates
from awards.demo.diary import Diary, Entry
from awards.demo.ground import Ground
from awards.programmes.models import Award, Edition
from awards.results.queries import scores_in_sight
from awards.triage.models import Candidate

Given = dict[str, tuple[Outcome, str]]
"""Nomination key → outcome and citation."""

Chosen = Callable[[Award], Given]


@dataclass(frozen=True)
class Verdicts:
    """Lets the chair propose and the coordinator record and announce."""

    session: Session
    ground: Ground
    edition: Edition
    candidates: Mapping[str, Candidate]
    dates: Dates

    @property
    def _words(self) -> dict[str, str]:
        words: dict[str, str] = self.ground.files.read("words")
        return words

    @property
    def _chair(self) -> Actor:
        return self.ground.actor(self.ground.with_role(Role.CHAIR)[0][1])

    def plan_known(self, diary: Diary, rows: list[dict[str, Any]]) -> None:
        """Note last year's endings as the data file has them."""
        by_award: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            by_award[row["award"]].append(row)
        for award in self.edition.awards:
            given = {
                row["nominee_key"]: (Outcome(row["outcome"].replace("_", "-")), row["citation"])
                for row in by_award[award.slug]
            }
            paragraph = by_award[award.slug][0]["paragraph"]
            self._plan(diary, award, _always(given), paragraph)

    def plan_best(self, diary: Diary, *, proposals: int, decided: bool) -> None:
        """Note proposals for the best candidate of the first awards; perhaps the decisions too."""
        for place, award in enumerate(self.edition.awards[:proposals]):
            at = self.dates.scoring_closes + timedelta(hours=14 + place)
            diary.write(at, self._propose_best(award))
            if decided:
                deed = self._record(award, self._best, self._words["paragraph"])
                diary.write(self.dates.decided, deed)
        if decided:
            diary.write(self.dates.announced, self._announce)

    def _plan(self, diary: Diary, award: Award, chosen: Chosen, paragraph: str) -> None:
        at = self.dates.scoring_closes + timedelta(hours=14)
        diary.write(at, self._propose(award, chosen))
        diary.write(self.dates.decided, self._record(award, chosen, paragraph))
        if award is self.edition.awards[-1]:
            diary.write(self.dates.announced, self._announce)

    def _best(self, award: Award) -> Given:
        """Return the key of the candidate with the highest mean, as winner, with a citation."""
        scored = scores_in_sight(self.session, self.ground.coordinator, award)
        best = scored.candidates[scored.table[0].index]
        key = next(key for key, candidate in self.candidates.items() if candidate.id == best)
        texts = self.ground.files.read("proposals-2026")
        citation = texts["by_nomination"].get(key) or texts["citations"][award.slug]
        return {key: (Outcome.WINNER, citation)}

    def _propose_best(self, award: Award) -> Entry:
        return self._propose(award, self._best)

    def _propose(self, award: Award, chosen: Chosen) -> Entry:
        def deed(at: datetime) -> None:
            choices = {self.candidates[key].id: given[0] for key, given in chosen(award).items()}
            decisions.propose(
                self.session,
                award,
                choices,
                not_awarded=False,
                reason=self._words["proposal_reason"],
                by=self._chair,
                at=at,
            )

        return deed

    def _record(self, award: Award, chosen: Chosen, paragraph: str) -> Entry:
        def deed(at: datetime) -> None:
            ids = {self.candidates[key].id: given for key, given in chosen(award).items()}
            known = identities_of(self.session, award, list(ids))
            outcomes = tuple(
                _published(known[candidate_id], *given) for candidate_id, given in ids.items()
            )
            programme = self.ground.programme
            draft = DecisionDraft(
                body=in_language(self.edition.deciding_body, programme.language),
                decided_on=to_zone(at, programme.time_zone).date(),
                paragraph=paragraph,
                outcomes=outcomes,
            )
            by = self.ground.coordinator
            decisions.record_decision(self.session, award, draft, by=by, at=at)

        return deed

    def _announce(self, at: datetime) -> None:
        asked = self.dates.decided + timedelta(hours=3)
        awards = [award for award in self.edition.awards if award.decided_at is not None]
        by = self.ground.coordinator
        decisions.announce(self.session, awards, announce_at=at, by=by, at=asked)


def _always(given: Given) -> Chosen:
    """Return a choice that is the same whatever the scores say."""

    def chosen(award: Award) -> Given:
        del award
        return given

    return chosen


def _published(known: Identity, outcome: Outcome, citation: str) -> OutcomeDraft:
    return OutcomeDraft(
        candidate_id=known.candidate_id,
        outcome=outcome,
        public_name=known.name,
        public_title=known.title,
        public_units=known.units,
        members=known.members,
        citation=citation,
    )
