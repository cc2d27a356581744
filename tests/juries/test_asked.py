"""Everybody who reads or ranks is asked first: stand-ins, preparers, and of late candidates."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.core.db import Database
from awards.home.queries import Kind, waiting_for
from awards.juries import actions, queries
from awards.juries.actions import Stated
from awards.juries.models import Answer, ConflictStatement, Ground, SeatRole
from awards.juries.preparing.queries import prepared_in
from awards.programmes.models import Award, Phase
from awards.results.queries import asked_first, candidates_in_sight
from awards.scoring.routing.planning import plan_for
from awards.triage.models import Candidate
from tests.counting import queries_of
from tests.factories import Make, actor_of
from tests.page import Browser

Browse = Callable[..., Browser]
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
WORDS = {
    "en": ("Not sure", "Decide", "1 candidate to answer for", "One candidate without an answer"),
    "sv": ("Osäker", "Avgör", "1 kandidat att svara om", "En kandidat utan svar"),
    "nb": ("Usikker", "Avgjør", "1 kandidat å svare om", "Én kandidat uten svar"),
}


class Scene:
    """A panel of a juror, a substitute and somebody who prepares, with one candidate."""

    def __init__(self, make: Make, phase: Phase = Phase.SCORING) -> None:
        self.award: Award = make.award(make.edition(phase))
        self.coordinator = make.person("Ko Coordinator", roles=["coordinator"])
        self.juror = make.person("Bo Member", roles=["juror"])
        self.spare = make.person("Cid Spare", roles=["juror"])
        self.preparer = make.person("Pia Prepares", roles=["adviser"])
        make.seat(self.juror, self.award)
        make.seat(self.spare, self.award, SeatRole.SUBSTITUTE)
        make.seat(self.preparer, self.award, SeatRole.PREPARER)
        self.candidate: Candidate = make.candidate(self.award)

    def lend(self, make: Make) -> None:
        """Let the substitute stand in at the candidate."""
        lent = {"candidate_id": self.candidate.id, "stand_in_id": self.spare.id}
        make.step_out(self.juror, self.award, **lent)

    @property
    def texts(self) -> str:
        edition = self.award.edition_id
        return f"/juries/texts/{edition}/{self.award.slug}"


@pytest.fixture
def scene(make: Make) -> Scene:
    return Scene(make)


def waiting(session: Session, person: Person) -> dict[Kind, int]:
    return {w.kind: w.count for w in waiting_for(session, actor_of(person), NOW)}


def may_see(session: Session, person: Person, award: Award) -> set[str]:
    found = set(session.scalars(candidates_in_sight(actor_of(person), [award.id])))
    session.commit()
    return found


# — who stands in —


@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_a_stand_ins_doubt_waits_for_the_coordinator(
    browse: Browse, make: Make, scene: Scene, session: Session, language: str
) -> None:
    scene.lend(make)
    make.statement(scene.spare, scene.candidate, Answer.UNSURE, ground=Ground.OTHER)
    unsure, decide, *_ = WORDS[language]
    desk = browse(scene.coordinator, language)
    page = desk.get("/juries/conflicts")
    url = f"/juries/conflicts/{scene.spare.id}/{scene.candidate.id}"
    assert url in page.links
    assert [word for word in ("Cid Spare", unsure, decide) if word not in page.text] == []
    desk.get(url)
    desk.post(url, {"answer": "none"})
    said = session.scalars(select(ConflictStatement)).one()
    assert (said.answer, said.decided_by_id) == (Answer.NONE, scene.coordinator.id)


def test_a_substitute_is_asked_only_about_what_they_stand_in_for(
    session: Session, make: Make, scene: Scene
) -> None:
    scene.lend(make)
    make.candidate(scene.award)
    found = queries.of_edition(session, scene.award.edition).jurors
    asked = {one.person.name: one.asked for one in found}
    assert asked == {"Bo Member": 2, "Cid Spare": 1, "Pia Prepares": 2}


def test_a_substitute_who_stands_in_for_nobody_is_no_matter(
    browse: Browse, make: Make, scene: Scene
) -> None:
    make.statement(scene.spare, scene.candidate, Answer.UNSURE, ground=Ground.OTHER)
    desk = browse(scene.coordinator)
    assert "Cid Spare" not in desk.get("/juries/conflicts").text
    desk.get(f"/juries/conflicts/{scene.spare.id}/{scene.candidate.id}", 404)


# — a late candidate —


@pytest.mark.parametrize("language", ["en", "sv", "nb"])
@pytest.mark.parametrize("divided", [True, False])
def test_a_late_candidate_waits_in_the_jurors_home(
    browse: Browse, make: Make, scene: Scene, session: Session, language: str, divided: bool
) -> None:
    make.statement(scene.juror, scene.candidate)
    if divided:
        make.routed(scene.award, (scene.juror, scene.candidate))
    assert Kind.STATEMENTS not in waiting(session, scene.juror)
    late = make.candidate(scene.award)
    assert waiting(session, scene.juror)[Kind.STATEMENTS] == 1
    browser = browse(scene.juror, language)
    _unsure, _decide, at_home, on_page = WORDS[language]
    assert at_home in browser.get("/home").text
    page = browser.get("/juries/statements")
    assert on_page in page.text
    assert late.code_name in page.text
    assert late.code_name not in browser.get("/scoring").text


def test_what_was_said_of_a_late_candidate_is_known_to_the_next_plan(
    session: Session, make: Make, scene: Scene
) -> None:
    other = make.person("Di Other", roles=["juror"])
    make.seat(other, scene.award)
    make.routed(scene.award, (scene.juror, scene.candidate), (other, scene.candidate))
    late = make.candidate(scene.award)
    said = {late.id: Stated(Answer.CONFLICTED, Ground.MANAGER)}
    actions.state(session, said, by=actor_of(scene.juror), at=NOW)
    actions.state(session, {late.id: Stated(Answer.NONE)}, by=actor_of(other), at=NOW)
    assert set(session.scalars(queries.readable(actor_of(other)))) == set()
    plan = plan_for(session, [scene.award], readers=1, seed=0).plan
    assert late.id in plan[other.id]
    assert late.id not in plan[scene.juror.id]


def test_what_another_reads_is_not_asked_about(session: Session, make: Make, scene: Scene) -> None:
    other = make.person("Di Other", roles=["juror"])
    make.seat(other, scene.award)
    make.routed(scene.award, (other, scene.candidate))
    assert list(session.scalars(queries.askable(actor_of(scene.juror)))) == []
    assert Kind.STATEMENTS not in waiting(session, scene.juror)
    found = queries.of_edition(session, scene.award.edition).jurors
    assert {one.person.name: one.asked for one in found} == {
        "Bo Member": 0,
        "Di Other": 1,
        "Pia Prepares": 1,
    }


# — who prepares —


@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_who_prepares_answers_before_they_read(
    browse: Browse, make: Make, scene: Scene, session: Session, language: str
) -> None:
    _unsure, _decide, at_home, on_page = WORDS[language]
    reader = browse(scene.preparer, language)
    assert at_home in reader.get("/home").text
    page = reader.get("/juries/texts")
    assert on_page in page.text
    assert "dared to try a new way" not in page.text
    sent = page.form(scene.texts) | {"then": "rest"}
    page = reader.follow(reader.post(scene.texts, sent))
    assert "dared to try a new way" in page.text
    assert on_page not in page.text
    assert Kind.PREPARING not in waiting(session, scene.preparer)
    events = select(AuditLine.event).where(AuditLine.actor_id == scene.preparer.id)
    assert list(session.scalars(events)) == ["conflict.stated"]
    reader.get("/scoring", 403)


def test_a_conflict_needs_its_ground_and_shuts_the_text(
    browse: Browse, make: Make, scene: Scene
) -> None:
    reader, code = browse(scene.preparer), scene.candidate.code_name
    sent = reader.get("/juries/texts").form(scene.texts) | {f"{code}-answer": "conflicted"}
    page = reader.post(scene.texts, sent, status=422)
    assert "Choose what connects you with this candidate." in page.text
    assert page.form(scene.texts)[f"{code}-answer"] == "conflicted"
    page = reader.follow(reader.post(scene.texts, sent | {f"{code}-ground": "manager"}))
    assert "dared to try a new way" not in page.text
    assert code not in page.text


def test_a_fact_on_file_keeps_the_text_shut_until_the_coordinator_has_decided(
    browse: Browse, make: Make, scene: Scene, session: Session
) -> None:
    nomination = make.nomination(scene.award, nominator_email=scene.preparer.email)
    close = make.candidate(nomination=nomination)
    by = actor_of(scene.preparer)
    said = {one.id: Stated(Answer.NONE) for one in (scene.candidate, close)}
    kept = actions.state(session, said, by=by, at=NOW)
    assert kept == {scene.candidate.id: Answer.NONE, close.id: Answer.UNSURE}
    session.commit()
    found = prepared_in(session, by, scene.award)
    assert ([one.code_name for one in found.texts], found.waiting, found.asked) == (
        [scene.candidate.code_name],
        1,
        [],
    )
    assert "Until then that text stays shut." in browse(scene.preparer).get("/juries/texts").text
    desk = browse(scene.coordinator)
    url = f"/juries/conflicts/{scene.preparer.id}/{close.id}"
    assert url in desk.get("/juries/conflicts").links
    desk.get(url)
    desk.post(url, {"answer": "none"})
    session.expire_all()
    assert len(prepared_in(session, by, scene.award).texts) == 2


def test_who_prepares_sees_results_only_of_what_they_have_answered_about(
    browse: Browse, make: Make
) -> None:
    scene = Scene(make, Phase.DELIBERATION)
    other = make.candidate(scene.award)
    session = make.session
    assert may_see(session, scene.preparer, scene.award) == set()
    page = browse(scene.preparer).get(f"/results/{scene.award.id}")
    assert "Answer about conflicts first" in page.text
    assert f"/juries/texts?edition={scene.award.edition_id}" in page.links
    make.statement(scene.preparer, scene.candidate)
    make.statement(scene.preparer, other, Answer.CONFLICTED, ground=Ground.MANAGER)
    assert may_see(session, scene.preparer, scene.award) == {scene.candidate.id}
    page = browse(scene.preparer).get(f"/results/{scene.award.id}")
    assert "Answer about conflicts first" not in page.text
    assert other.code_name not in page.text


def test_whose_seat_has_ended_is_asked_no_more_and_sees_what_their_role_lets_them(
    make: Make,
) -> None:
    """A coordinator who prepared an award last week could never answer now."""
    scene = Scene(make, Phase.DELIBERATION)
    make.seat(scene.coordinator, scene.award, SeatRole.PREPARER, ends_at=NOW - DAY)
    assert asked_first(make.session, actor_of(scene.coordinator), scene.award) is None
    assert may_see(make.session, scene.coordinator, scene.award) == {scene.candidate.id}
    assert Kind.PREPARING not in waiting(make.session, scene.coordinator)


def test_whose_seat_is_yet_to_begin_sees_no_results_before_they_have_answered(make: Make) -> None:
    scene = Scene(make, Phase.DELIBERATION)
    make.seat(scene.coordinator, scene.award, SeatRole.PREPARER, begins_at=NOW + DAY)
    assert may_see(make.session, scene.coordinator, scene.award) == set()


def test_whose_seat_is_yet_to_begin_is_told_from_when_on_they_can_answer(
    browse: Browse, make: Make
) -> None:
    """The candidates are there; it would be untrue to say that there are none."""
    scene = Scene(make, Phase.DELIBERATION)
    begins = datetime(NOW.year + 1, 5, 4, 12, tzinfo=UTC)
    make.seat(scene.coordinator, scene.award, SeatRole.PREPARER, begins_at=begins)
    page = browse(scene.coordinator).get(f"/results/{scene.award.id}")
    assert f"You can answer from May 4, {begins.year} on, when your seat begins." in page.text
    assert "No candidates here" not in page.text
    assert f"/juries/texts?edition={scene.award.edition_id}" not in page.links


def test_home_asks_whoever_prepares_as_long_as_they_do(make: Make, scene: Scene) -> None:
    assert Kind.PREPARING in waiting(make.session, scene.preparer)
    make.statement(scene.preparer, scene.candidate)
    assert Kind.PREPARING not in waiting(make.session, scene.preparer)


def test_nobody_else_answers_there(
    browse: Browse, make: Make, scene: Scene, session: Session
) -> None:
    adviser = make.person("Ad Viser", roles=["adviser"])
    make.seat(adviser, scene.award, SeatRole.ADVISER)
    sent = {f"{scene.candidate.code_name}-answer": "none"}
    browser = browse(adviser)
    page = browser.follow(browser.post(scene.texts, sent))
    assert "You do not prepare any award here" in page.text
    assert session.scalars(select(ConflictStatement)).all() == []


def test_the_texts_ask_as_often_however_many_there_are(
    browse: Browse, make: Make, scene: Scene, database: Database
) -> None:
    reader = browse(scene.preparer)
    make.statement(scene.preparer, scene.candidate)
    few = queries_of(database, lambda: reader.get("/juries/texts"))
    for _ in range(6):
        make.statement(scene.preparer, make.candidate(scene.award))
        make.candidate(scene.award)
    assert queries_of(database, lambda: reader.get("/juries/texts")) == few <= 12
