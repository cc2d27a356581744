"""The demo's nominations, and what the coordinator makes of them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import PUBLIC, Actor
from awards.demo.attached import Files
from awards.demo.diary import Diary, waking
from awards.demo.ground import Ground
from awards.nominations.models import (
    Channel,
    EffectKind,
    Nomination,
    NominationAnswer,
    NominationMember,
    NominationState,
    NomineeKind,
    Relation,
)
from awards.nominations.registry import next_reference
from awards.programmes.models import Award, Edition
from awards.triage import actions as triage
from awards.triage import queries as triage_queries
from awards.triage.copying import actions as copying
from awards.triage.copying.looking import marks_in
from awards.triage.models import Candidate, JurorCopy, Verdict
from awards.triage.originals import texts_of
from awards.triage.queries import CopyCase
from awards.triage.rules import Judgement


@dataclass(frozen=True)
class Intake:
    """Takes the file's nominations in and through triage."""

    session: Session
    ground: Ground
    edition: Edition
    rows: list[dict[str, Any]]
    candidates: dict[str, Candidate]
    nominations: dict[str, Nomination]
    files: Files

    def plan_arrivals(self, diary: Diary) -> None:
        """Note when each nomination arrives: so many days before the deadline."""
        for row in self.rows:
            at = self.edition.closes_at - timedelta(days=row["arrived_days_before_close"])
            late = at >= self.edition.closes_at
            seen = at if late else min(waking(at), self.edition.closes_at - timedelta(hours=1))
            diary.write(seen, lambda at, row=row: self._arrive(row, at))  # type: ignore[misc]

    def _award(self, slug: str) -> Award:
        return next(award for award in self.edition.awards if award.slug == slug)

    def _arrive(self, row: dict[str, Any], at: datetime) -> None:
        award = self._award(row["award"])
        nomination = _nomination(award, row, at)
        nomination.reference = next_reference(self.session, self.edition)
        nomination.units = [self.ground.units[key] for key in row["nominee"]["units"]]
        self.session.add(nomination)
        self.session.flush()
        self.nominations[row["key"]] = nomination
        if nomination.channel is not Channel.WEB:
            self._register(nomination, at)
            return
        self._record(nomination, "received", at, late=nomination.late)
        self._record(nomination, "confirmed", at)
        self.files.come(self.session, nomination, row["key"], at)

    def _register(self, nomination: Nomination, at: datetime) -> None:
        """Write down that the coordinator registered what came on paper or by phone."""
        by, way = self.ground.coordinator, nomination.channel.value
        nomination.registered_by_id, nomination.registered_at = by.person_id, at
        nomination.confirmed_at = at
        self._record(nomination, "registered", at, by=by, late=nomination.late, channel=way)

    def _record(
        self,
        nomination: Nomination,
        verb: str,
        at: datetime,
        *,
        by: Actor = PUBLIC,
        **details: object,
    ) -> None:
        record(
            self.session,
            f"nomination.{verb}",
            subject=f"nomination:{nomination.id}",
            by=by,
            at=at,
            programme_id=self.ground.programme.id,
            reference=nomination.reference,
            **details,
        )

    def plan_triage(self, diary: Diary, *, judged: int, approved: int) -> None:
        """Note the coordinator's work: so many verdicts, so many of their copies approved."""
        begins = self.edition.closes_at + timedelta(hours=9)
        for place, row in enumerate(self.rows[:judged]):
            at = begins + timedelta(minutes=17 * place)
            ready = place < approved
            diary.write(at, lambda at, row=row, ready=ready: self._triage(row, ready, at))  # type: ignore[misc]

    def _triage(self, row: dict[str, Any], ready: bool, at: datetime) -> None:
        by = self.ground.coordinator
        nomination = self.nominations[row["key"]]
        note = self.ground.files.read("words")["late_note"] if nomination.late else ""
        judgement = Judgement(Verdict.ELIGIBLE, None, note)
        candidate = triage.judge(self.session, nomination, judgement, seen="", by=by, at=at)
        self.candidates[row["key"]] = candidate
        case = triage_queries.copy_case_of(self.session, by, candidate.id)
        copy = triage.prepare(self.session, case, by=by, at=at)
        if ready:
            self._approve(case, copy, at)
            self.files.let_the_jury_have(self.session, case, row["key"], by=by, at=at)

    def _approve(self, case: CopyCase, copy: JurorCopy, at: datetime) -> None:
        """Do as a coordinator does: take out bystanders' names, let what is harmless stay."""
        session, by, files = self.session, self.ground.coordinator, self.ground.files
        harmless = set(files.read("harmless"))
        marked = [mark.words for mark in marks_in(session, case, copy.sections, ()) if mark.is_open]
        names = sorted({words for words in marked if words not in harmless}, key=len, reverse=True)
        words = "|".join(map(re.escape, names)) or "(?!)"
        pattern = re.compile(rf"(?P<stand_in>\[[^\]\n]*\])|\b(?:{words})\b")
        bystander = files.read("words")["bystander"]
        texts = [
            pattern.sub(lambda found: found["stand_in"] or bystander, text)
            for text in texts_of(copy.sections)
        ]
        copy = triage.save_copy(session, case, texts, seen=triage.copy_mark(copy), by=by, at=at)
        left = marks_in(session, case, copy.sections, ()) if copy.open_marks else ()
        for mark in left:
            if mark.is_open:
                copying.keep_mark(session, case, mark.key, sure=True, by=by, at=at)
        triage.approve(session, case, texts, seen=triage.copy_mark(copy), by=by, at=at)


def _nomination(award: Award, row: dict[str, Any], at: datetime) -> Nomination:
    nominee, nominator = row["nominee"], row["nominator"]
    prompts = {prompt.key: prompt for prompt in award.prompts}
    nomination = Nomination(
        award=award,
        state=NominationState.RECEIVED,
        channel=Channel(row.get("channel", "web")),
        nominee_kind=NomineeKind(nominee["kind"]),
        nominee_name=nominee["name"],
        nominee_title=nominee["title"] or "",
        partner=nominee["partner"] or "",
        effect_kind=EffectKind(row["effect_kind"]),
        effect=row["effect"],
        inspired_by=row.get("inspired_by", ""),
        nominator_name=nominator["name"],
        nominator_email=nominator["email"],
        relation=Relation(nominator["relation"]),
        language=award.edition.programme.language,
        arrived_at=at,
        confirmed_at=at + timedelta(minutes=Random(row["key"]).randint(2, 55)),
        changed_at=at,
        late=at >= award.edition.closes_at,
    )
    nomination.members = [
        NominationMember(position=place, name=member["name"], title=member["title"] or "")
        for place, member in enumerate(nominee["members"])
    ]
    nomination.answers = [
        NominationAnswer(prompt=prompts[key], text=text) for key, text in row["answers"].items()
    ]
    return nomination
