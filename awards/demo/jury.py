"""The demo's jurors: their seats, their conflicts, their habits with scores."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.clock import DEFAULT_ZONE, day_of, from_zone, now
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Role
from awards.demo.diary import Diary, Entry, waking
from awards.demo.ground import Ground
from awards.juries import actions as juries
from awards.juries import seating
from awards.juries.models import Answer, SeatRole
from awards.juries.models import Ground as Reason
from awards.juries.queries import statements_of, suggestions_for
from awards.juries.standing_in import actions as standing_in
from awards.juries.ties import actions as ties
from awards.programmes.models import Award, Criterion, Edition
from awards.programmes.settings import rules_of_edition
from awards.programmes.settings.choices import Reasons
from awards.scoring import actions as scoring
from awards.scoring import queries as scoring_queries
from awards.scoring import sealing
from awards.scoring.opened import opened_sheet
from awards.scoring.rules import sheet_id
from awards.triage.models import Candidate


@dataclass(frozen=True)
class Jury:
    """Seats the jurors, and lets them state and score."""

    session: Session
    ground: Ground
    edition: Edition
    candidates: Mapping[str, Candidate]
    secret: str
    favourites: frozenset[str] = frozenset()
    """Keys of nominations that the jury likes best."""
    doubt: str = ""
    """Key of the nomination about which the last juror to answer is unsure."""

    @property
    def jurors(self) -> list[tuple[str, Person]]:
        """Key and person of everybody who votes on a panel."""
        return [(k, p) for k, p in self.ground.with_role(Role.JUROR) if self._habit_of(k)]

    @property
    def _substitutes(self) -> list[Person]:
        """Jurors without a habit: they have read nothing yet."""
        return [p for k, p in self.ground.with_role(Role.JUROR) if not self._habit_of(k)]

    def plan_seats(self, diary: Diary) -> None:
        """Note the seating, and that it is one panel for all awards."""
        begins = self.edition.closes_at - timedelta(days=5)
        first = self.edition.awards[0]
        for person, role in self._seating():
            diary.write(begins, self._seat(first, person, role, begins))
        by = self.ground.coordinator
        share: Entry = lambda at: seating.share_panel(self.session, first, by=by, at=at)  # noqa: E731
        diary.write(begins + timedelta(minutes=10), share)

    def _seating(self) -> Iterator[tuple[Person, SeatRole]]:
        chairs = {key for key, _ in self.ground.with_role(Role.CHAIR)}
        for key, person in self.jurors:
            yield person, SeatRole.CHAIR if key in chairs else SeatRole.MEMBER
        for person in self._substitutes:
            yield person, SeatRole.SUBSTITUTE
        for _, person in self.ground.with_role(Role.ADVISER):
            yield person, SeatRole.PREPARER

    def _seat(self, award: Award, person: Person, role: SeatRole, begins: datetime) -> Entry:
        """Seat somebody until the year's work is done; a chair sits there by office.

        Last year's seats have no dates: the demo plays them long after they ended.
        """
        by, office = self.ground.coordinator, person.title if role is SeatRole.CHAIR else ""
        over = _midnight(self.edition.scoring_closes_at + timedelta(days=120))
        said = seating.Appointment(office)
        if over > now():
            said = seating.Appointment(office, _midnight(begins), over)
        return lambda at: seating.seat(
            self.session, award, person.id, role=role, appointed=said, by=by, at=at
        )

    def plan_stand_in(self, diary: Diary, reason: str) -> None:
        """Note that the substitute judges one candidate of somebody who has a conflict there."""
        by = self.ground.coordinator

        def deed(at: datetime) -> None:
            conflicted = statements_of(self.session, self.edition)
            own = {person.id for _, person in self.jurors}
            found = sorted(
                (s.candidate_id, s.person_id)
                for s in conflicted
                if s.answer is Answer.CONFLICTED and s.person_id in own
            )
            for candidate_id, person_id in found[:1]:
                candidate = self.session.get_one(Candidate, candidate_id)
                award = next(a for a in self.edition.awards if a.id == candidate.award_id)
                standing_in.step_out_of_candidate(
                    self.session,
                    candidate,
                    award,
                    person_id,
                    stand_in_id=self._substitutes[0].id,
                    reason=reason,
                    by=by,
                    at=at,
                )

        diary.write(self.edition.scoring_opens_at - timedelta(hours=2), deed)

    def plan_statements(self, diary: Diary, *, silent: int = 0) -> None:
        """Note each juror's statements; the last `silent` jurors have not answered yet."""
        stating = self.jurors[: len(self.jurors) - silent]
        for place, (_, person) in enumerate(stating):
            at = self.edition.scoring_opens_at - timedelta(hours=40 - 3 * place)
            actor = self.ground.actor(person)
            doubt = self.doubt if place == len(stating) - 1 else ""
            diary.write(at, self._state(actor, doubt))
        awards = self.edition.awards[: -silent or None]
        for _, person in self.ground.with_role(Role.ADVISER):
            deed = self._prepare(self.ground.actor(person), frozenset(a.id for a in awards))
            diary.write(self.edition.scoring_opens_at - timedelta(hours=42), deed)

    def _prepare(self, actor: Actor, award_ids: frozenset[str]) -> Entry:
        """Let somebody who prepares say "none" about the candidates of some awards."""

        def deed(at: datetime) -> None:
            ids = [c.id for c in self.candidates.values() if c.award_id in award_ids]
            stated = dict.fromkeys(ids, juries.Stated(Answer.NONE))
            juries.state(self.session, stated, by=actor, at=at)

        return deed

    def _state(self, actor: Actor, doubt: str) -> Entry:
        return lambda at: self._say(actor, doubt, at)

    def _say(self, actor: Actor, doubt: str, at: datetime) -> None:
        """Say "none" about everybody but those whom the facts connect with the juror."""
        person = self.session.get_one(Person, actor.person_id)
        award_ids = [award.id for award in self.edition.awards]
        self._name_close(actor, at)
        close = suggestions_for(self.session, person, award_ids)
        stated = {
            candidate.id: juries.Stated(Answer.CONFLICTED, close[candidate.id])
            if candidate.id in close
            else juries.Stated(Answer.NONE)
            for candidate in self.candidates.values()
        }
        if doubt:
            unsure = juries.Stated(Answer.UNSURE, Reason.WORKED_TOGETHER)
            stated[self.candidates[doubt].id] = unsure
        sealing.state_conflicts(self.session, stated, by=actor, at=at)

    def _name_close(self, actor: Actor, at: datetime) -> None:
        """Name whom and what a juror is close to, and say that this is everybody."""
        if not rules_of_edition(self.edition).ties_asked:
            return
        keys = {person.id: key for key, person in self.jurors}
        for row in self.ground.files.read("ties").get(keys[actor.person_id or ""], ()):
            unit = self.ground.units[row["unit"]].id if "unit" in row else None
            naming = ties.Naming(org_unit_id=unit, name=row.get("name", ""))
            ties.name(self.session, self.edition, naming, by=actor, at=at)
        ties.tell(self.session, self.edition, by=actor, at=at)

    def plan_scores(self, diary: Diary, shares: Sequence[float], *, until: datetime) -> None:
        """Note the scoring: juror n has filled in `shares[n]` of their sheets by `until`."""
        for (key, person), share in zip(self.jurors, shares, strict=True):
            keys = sorted(self.candidates, key=lambda k, juror=key: Random(f"{juror}{k}").random())  # type: ignore[misc]
            count = round(share * len(keys))
            begins = self.edition.scoring_opens_at + timedelta(hours=2)
            step = (min(until, self.edition.scoring_closes_at) - begins) / (count + 1)
            actor = self.ground.actor(person)
            for place, nomination_key in enumerate(keys[:count]):
                finished = place < count - 1 or share >= 1
                deed = self._score(key, actor, nomination_key, finished)
                diary.write(min(waking(begins + step * (place + 1)), until), deed)

    def _score(self, juror: str, actor: Actor, key: str, finished: bool) -> Entry:
        def deed(at: datetime) -> None:
            candidate = self.candidates[key]
            own = sheet_id(self.secret, actor.person_id or "", candidate.id)
            try:
                sheet = opened_sheet(self.session, actor, own, secret=self.secret)
            except NotFound:  # a conflict, or another juror's where the round is divided
                return
            dice = Random(f"{juror}:{key}")
            criteria = self.edition.criteria if finished else self.edition.criteria[:3]
            award = self.session.get_one(Award, candidate.award_id)
            marks = self._marks(dice, juror, key, criteria, award.slug)
            typed = scoring.Typed(
                marks,
                self._reason(dice) if finished else None,
                self._reasons(Random(f"why:{juror}:{key}")) if finished else {},
                self._note(Random(f"note:{juror}:{key}")),
            )
            scoring.save(self.session, sheet, typed, version=0, by=actor, at=at)
            if finished:
                whole = scoring_queries.sheet_of(self.session, actor, own, secret=self.secret)
                scoring.hand_in(self.session, whole, by=actor, at=at, secret=self.secret)

        return deed

    def _marks(
        self, dice: Random, juror: str, key: str, criteria: Sequence[Criterion], award: str
    ) -> dict[str, int | None]:
        figures = self.ground.files.read("habits")
        habit = figures["habits"][self._habit_of(juror)]
        quality = Random(f"quality:{key}").gauss(0, figures["quality_spread"])
        liked = figures["favourites_above"] if key in self.favourites else quality
        level = figures["usual_level"] + liked + habit["leniency"]
        own = figures["own_word"][award]
        return {
            criterion.id: None
            if dice.random() < figures["abstains"]
            else _clip(
                level
                + (criterion.key == own) * figures["own_word_above"]
                + dice.gauss(0, habit["noise"])
            )
            for criterion in criteria
        }

    def _habit_of(self, juror: str) -> str:
        rows = self.ground.files.read("people")["people"]
        return next(row["juror_habit"] for row in rows if row["key"] == juror) or ""

    def _reasons(self, dice: Random) -> dict[str, str]:
        """Return what a juror says about single criteria, where the edition asks for it."""
        if rules_of_edition(self.edition).reasons_about is not Reasons.CRITERION:
            return {}
        said: dict[str, list[str]] = self.ground.files.read("criterion-reasons")
        talks = self.ground.files.read("habits")["gives_a_reason"]
        return {
            criterion.id: dice.choice(said[criterion.key])
            for criterion in self.edition.criteria
            if dice.random() < talks
        }

    def _note(self, dice: Random) -> str:
        """Return what a juror notes for themselves: nothing is left of it once scoring closes."""
        if self.edition.scoring_closes_at <= now():
            return ""
        notes: list[str] = self.ground.files.read("notes")
        share = self.ground.files.read("habits")["notes_something"]
        return dice.choice(notes) if dice.random() < share else ""

    def _reason(self, dice: Random) -> str:
        reasons: list[str] = self.ground.files.read("reasons")
        talks = self.ground.files.read("habits")["gives_a_reason"]
        return dice.choice(reasons) if dice.random() < talks else ""


def _clip(value: float) -> int:
    return max(1, min(5, round(value)))


def _midnight(at: datetime) -> datetime:
    """Return the midnight with which a moment's day begins, where the demo is."""
    return from_zone(datetime.combine(day_of(at), time()), DEFAULT_ZONE)
