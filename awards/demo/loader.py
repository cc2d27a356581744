"""Loads the demo into an empty database, so that the edition stands in the asked phase."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import SYSTEM
from awards.demo.attached import Files
from awards.demo.calendar import LAST_YEAR, Dates, dates_from, dates_of
from awards.demo.calibrating import plan_practice, plan_texts
from awards.demo.desk import at_the_desk
from awards.demo.diary import Diary
from awards.demo.dividing import plan_dividing
from awards.demo.files import LUND, SANDNES
from awards.demo.ground import Ground, add_edition, lay_ground
from awards.demo.intake import Intake
from awards.demo.jury import Jury
from awards.demo.twins import look_for_twins
from awards.demo.verdicts import Verdicts
from awards.programmes.models import Edition, Phase


def load(
    session: Session, phase: Phase, *, secret: str, at: datetime, folder: Path | None = None
) -> None:
    """Load two programmes, last year's edition of each announced.

    The files of nominations are written to `folder`; without one there are none.
    This year's of Lund stands in `phase` at `at`; Sandnes' takes nominations whatever the phase.
    Raises ValueError for a phase the demo cannot stand in.
    """
    record(session, "demo.loaded", subject="demo", by=SYSTEM, at=at, phase=phase.value)
    # Lund last, so that the trail ends with what everybody looks at first.
    for files, stands in ((SANDNES, Phase.NOMINATING), (LUND, phase)):
        ground = lay_ground(session, files)
        kept = Files(files, folder)
        zone = ground.programme.time_zone
        last_year = dates_from(at, LAST_YEAR, zone)
        kept.show_arms(session, ground.programme, by=ground.coordinator, at=last_year.opens)
        _last_year(session, ground, last_year, secret, at)
        _this_year(session, ground, stands, dates_of(stands, at, zone), secret, at, kept)


def _intake(session: Session, ground: Ground, edition: Edition, name: str, files: Files) -> Intake:
    rows = [*ground.files.read(name)["nominations"]]
    return Intake(session, ground, edition, rows, {}, {}, files)


def _last_year(session: Session, ground: Ground, dates: Dates, secret: str, at: datetime) -> None:
    edition = add_edition(session, ground, 2025, dates)
    intake = _intake(session, ground, edition, "nominations-2025", Files(ground.files, None))
    results = ground.files.read("results-2025")["decisions"]
    best = frozenset(row["nominee_key"] for row in results)
    jury = Jury(session, ground, edition, intake.candidates, secret, best)
    count = len(intake.rows)
    diary = Diary()
    intake.plan_arrivals(diary)
    intake.plan_triage(diary, judged=count, approved=count)
    jury.plan_seats(diary)
    jury.plan_statements(diary)
    diary.play(edition.scoring_opens_at)
    jury.plan_scores(diary, [1.0] * len(jury.jurors), until=edition.scoring_closes_at)
    Verdicts(session, ground, edition, intake.candidates, dates).plan_known(diary, results)
    diary.play(at)


def _this_year(  # noqa: PLR0917 - read once, right above
    session: Session,
    ground: Ground,
    phase: Phase,
    dates: Dates,
    secret: str,
    at: datetime,
    files: Files,
) -> None:
    habits = ground.files.read("habits")
    edition = add_edition(session, ground, 2026, dates)
    intake = _intake(session, ground, edition, "nominations-2026", files)
    diary = Diary()
    early = phase in {Phase.NOMINATING, Phase.TRIAGE}
    count = len(intake.rows)
    if early and ground.files is LUND:  # what the rules ask about, before anybody has decided
        intake.rows.extend(ground.files.read("doubtful-2026")["nominations"])
    intake.plan_arrivals(diary)
    done = habits["coordinator_had_time_for"] if early else {"verdicts": count, "copies": count}
    intake.plan_triage(diary, judged=done["verdicts"], approved=done["copies"])
    doubt = habits["doubt"] if phase is Phase.SCORING else ""
    jury = Jury(session, ground, edition, intake.candidates, secret, doubt=doubt)
    jury.plan_seats(diary)
    diary.play(min(at, edition.scoring_opens_at - timedelta(hours=48)))
    if early:
        if ground.files is LUND:
            at_the_desk(session, ground, edition, intake.nominations, at)
        look_for_twins(session, edition, at)
        return
    scoring = phase is Phase.SCORING
    jury.plan_statements(diary, silent=1 if scoring else 0)
    if scoring:
        plan_dividing(diary, session, ground, edition)
    if scoring and (why := habits.get("why_a_substitute")):
        jury.plan_stand_in(diary, why)
    plan_texts(diary, session, ground, edition)
    diary.play(min(at, edition.scoring_opens_at))
    plan_practice(diary, jury)
    shares = habits["sheets_done"]["while_scoring" if scoring else "when_closed"]
    jury.plan_scores(diary, shares, until=at - timedelta(hours=1))
    announced = phase is Phase.ANNOUNCED
    endings = Verdicts(session, ground, edition, intake.candidates, dates)
    if not scoring:
        some = len(edition.awards) if announced else habits["awards_with_a_proposal"]
        endings.plan_best(diary, proposals=some, decided=announced)
    diary.play(at)
