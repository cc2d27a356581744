"""The coordinator's view of the jury: who has come how far, who is late, who is reminded."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.core.db import Database
from awards.juries.models import Answer, Ground, SeatRole
from awards.mail.models import MailState, OutboxMail
from awards.programmes.models import Edition
from awards.results.progress import progress_beside, progress_of
from awards.results.queries import scores_in_sight
from awards.scoring import actions
from awards.scoring.progress import Count, progress_of_jury
from awards.scoring.reminding import remind_late
from awards.scoring.rules import is_late, late_from
from tests.conftest import SECRET
from tests.counting import queries_of
from tests.factories import DAY, Make, actor_of
from tests.scoring.conftest import Round
from tests.scoring.test_actions import read, save, typed
from tests.scoring.test_pages import SIX, Browse, opened

NOW = datetime.now(UTC)
PAGE = "/juries/progress"
MOST = 14


@pytest.fixture
def late(scene: Round, session: Session) -> Round:
    """The scene, two days before scoring closes."""
    session.execute(update(Edition).values(scoring_closes_at=NOW + 2 * DAY))
    session.commit()
    return scene


def edition_of(session: Session) -> Edition:
    session.expire_all()
    return session.scalars(select(Edition)).one()


def reminders(session: Session) -> list[tuple[str, MailState]]:
    session.expire_all()
    wanted = select(OutboxMail).where(OutboxMail.template == "scoring/late_reminder")
    return [(mail.recipient, mail.state) for mail in session.scalars(wanted)]


@pytest.mark.parametrize(
    ("left", "hours", "days", "late"),
    [(1, 71, 3, True), (1, 73, 3, False), (0, 1, 3, False), (1, 1, 0, False), (1, 0, 0, True)],
)
def test_late_is_who_has_sheets_left_in_the_last_days(
    left: int, hours: int, days: int, late: bool
) -> None:
    assert is_late(left, NOW + timedelta(hours=hours), NOW, days=days) is late


def test_late_from() -> None:
    assert (late_from(NOW, 3), late_from(NOW, 0)) == (NOW - 3 * DAY, None)


def test_progress_counts_by_juror_and_award(session: Session, late: Round, make: Make) -> None:
    done, waits = make.candidate(late.award), make.candidate(late.award)
    make.statement(late.juror, done)
    save(session, late, typed(late, 3), 0)
    assert waits.code_name
    (juror,) = progress_of_jury(session, edition_of(session), NOW).jurors
    assert juror.person.id == late.juror.id
    assert juror.awards == {late.award.id: Count(total=3, handed_in=0)}
    assert (juror.begun, juror.unanswered, juror.left, juror.late) == (1, 1, 3, True)
    assert juror.saved_at == read(session, late).saved_at


def test_the_start_page_and_the_progress_count_the_same_sheets(
    browse: Browse, session: Session, late: Round, make: Make
) -> None:
    make.statement(late.juror, make.candidate(late.award))
    make.candidate(late.award)
    save(session, late, typed(late, 1, 2, 3, 4, 5, None), 0)
    actions.hand_in(session, read(session, late), by=late.actor, at=NOW, secret=SECRET)
    session.commit()
    browser = browse(make.person("Kim Ek", roles=["coordinator"]))
    home, progress = browser.get("/home").text, browser.get(PAGE).text
    for page in (home, progress):
        assert "The jury has 2 sheets left" in page
        assert "1 of 3" in page
    assert "1 of them waits for an answer about conflicts." in progress
    assert "All have handed in" not in progress


def _begins_to_prepare(make: Make, late: Round, coordinator: Person) -> None:
    """Results are kept from them until they have answered; counts of sheets are not."""
    make.seat(coordinator, late.award, SeatRole.PREPARER, begins_at=NOW + DAY)


def _left_the_panel(make: Make, late: Round, _coordinator: Person) -> None:
    gone = make.person("Gun Gone", roles=["juror"])
    make.seat(gone, late.award, ends_at=NOW - DAY)
    make.statement(gone, late.candidate)
    make.sheet(gone, late.candidate, [3] * 6, criteria=late.award.edition.criteria)


def _stood_in(make: Make, late: Round, _coordinator: Person) -> None:
    spare, candidate = make.person("Cid Spare", roles=["juror"]), make.candidate(late.award)
    make.statement(late.juror, candidate, Answer.CONFLICTED, ground=Ground.SAME_UNIT)
    make.seat(spare, late.award, SeatRole.SUBSTITUTE)
    make.step_out(late.juror, late.award, candidate_id=candidate.id, stand_in_id=spare.id)
    make.statement(spare, candidate)
    make.sheet(spare, candidate, [3] * 6, criteria=late.award.edition.criteria)


@pytest.mark.parametrize(
    ("happens", "handed_in", "total"),
    [(_begins_to_prepare, 1, 2), (_left_the_panel, 1, 2), (_stood_in, 2, 3)],
)
def test_the_start_page_counts_as_the_progress_does_whoever_looks_and_whoever_left(
    browse: Browse,
    session: Session,
    late: Round,
    make: Make,
    happens: Callable[[Make, Round, Person], None],
    handed_in: int,
    total: int,
) -> None:
    make.candidate(late.award)
    save(session, late, typed(late, 1, 2, 3, 4, 5, None), 0)
    actions.hand_in(session, read(session, late), by=late.actor, at=NOW, secret=SECRET)
    coordinator = make.person("Kim Ek", roles=["coordinator"])
    happens(make, late, coordinator)
    session.commit()
    for page in ("/home", PAGE):
        text = browse(coordinator).get(page).text
        assert "The jury has 1 sheet left" in text
        assert f"{handed_in} of {total}" in text


@pytest.mark.parametrize("divided", [False, True])
def test_who_stands_in_at_one_candidate_is_counted_like_everybody(
    browse: Browse, session: Session, late: Round, make: Make, divided: bool
) -> None:
    """First asked about a conflict, then with a sheet to write, then done."""
    spare, candidate = make.person("Cid Spare", roles=["juror"]), make.candidate(late.award)
    make.statement(late.juror, candidate, Answer.CONFLICTED, ground=Ground.SAME_UNIT)
    make.seat(spare, late.award, SeatRole.SUBSTITUTE)
    make.step_out(late.juror, late.award, candidate_id=candidate.id, stand_in_id=spare.id)
    if divided:
        make.routed(late.award, (late.juror, late.candidate))
    award_id = late.award.id
    coordinator = make.person("Kim Ek", roles=["coordinator"])

    def counted() -> tuple[Count, int, int]:
        found = progress_of_jury(session, edition_of(session), NOW)
        lent = next(one for one in found.jurors if one.person.id == spare.id)
        missing = progress_of(session, actor_of(coordinator), [award_id])[award_id].missing
        assert found.sheets.left == missing
        return lent.awards[award_id], lent.unanswered, missing

    assert counted() == (Count(1, 0), 1, 2)
    make.statement(spare, candidate)
    assert counted() == (Count(1, 0), 0, 2)
    make.sheet(spare, candidate, [3] * 6, criteria=late.award.edition.criteria)
    assert counted() == (Count(1, 1), 0, 1)
    scored = scores_in_sight(session, actor_of(coordinator), late.award)
    assert progress_beside(session, late.award, scored).missing == 1
    session.commit()
    assert "Cid Spare" in browse(coordinator).get(PAGE).text


def test_when_all_is_in_the_progress_leads_on_to_closing(
    browse: Browse, session: Session, late: Round, make: Make
) -> None:
    save(session, late, typed(late, 1, 2, 3, 4, 5, None), 0)
    actions.hand_in(session, read(session, late), by=late.actor, at=NOW, secret=SECRET)
    edition_id = late.award.edition_id
    session.commit()
    browser = browse(make.person("Kim Ek", roles=["coordinator"]))
    page = browser.get(PAGE)
    assert "All have handed in" in page.text
    closing = f"/set-up/editions/{edition_id}/close-scoring"
    assert closing in page.links
    assert "Close scoring now" in browser.get(closing).text
    session.execute(update(Edition).values(scoring_closes_at=NOW - DAY))
    session.commit()
    assert "All have handed in" not in browser.get(PAGE).text


def test_a_juror_who_is_done_is_not_late(session: Session, late: Round) -> None:
    save(session, late, typed(late, 1, 2, 3, 4, 5, None), 0)
    sheet = read(session, late)
    actions.hand_in(session, sheet, by=late.actor, at=NOW, secret=SECRET)
    view = progress_of_jury(session, edition_of(session), NOW)
    assert ([j.left for j in view.jurors], view.late) == ([0], [])
    assert view.sheets == view.of_award(late.award.id) == Count(1, 1)


def test_reminders_wait_for_the_late_alone_and_once(
    session: Session, late: Round, make: Make
) -> None:
    other = make.person("Dana Done", roles=["juror"])
    make.seat(other, late.award)
    make.statement(other, late.candidate, Answer.CONFLICTED, ground=Ground.OTHER)
    coordinator = actor_of(make.person(roles=["coordinator"]))
    edition = edition_of(session)
    first = remind_late(session, edition, url="https://x.se/in", by=coordinator, at=NOW)
    again = remind_late(session, edition, url="https://x.se/in", by=coordinator, at=NOW)
    assert (first, again) == (1, 0)
    assert reminders(session) == [(late.juror.email, MailState.HELD)]
    mail = session.scalars(select(OutboxMail)).one()
    assert "this many candidates still wait for your sheet: 1." in mail.body
    assert "https://x.se/in" in mail.body
    lines = session.scalars(select(AuditLine).where(AuditLine.event == "jury.reminded")).all()
    assert [line.details for line in lines] == [{"jurors": 1}]


def test_a_reminder_is_dropped_when_the_last_sheet_is_in(
    browse: Browse, late: Round, make: Make, session: Session
) -> None:
    browse(make.person("Kim Ek", roles=["coordinator"])).post(
        f"{PAGE}/{late.award.edition_id}/remind", {}
    )
    assert reminders(session) == [(late.juror.email, MailState.HELD)]
    session.commit()
    browser = opened(browse, late)
    browser.post(late.url, {**late.fields(*SIX), "then": "hand-in", "confirmed": "yes"})
    assert reminders(session) == [(late.juror.email, MailState.DROPPED)]


def test_reminders_are_not_written_when_nobody_is_late(
    browse: Browse, scene: Round, make: Make, session: Session
) -> None:
    browser = browse(make.person("Kim Ek", roles=["coordinator"]))
    answer = browser.post(f"{PAGE}/{scene.award.edition_id}/remind", {})
    assert "No reminder is needed" in browser.follow(answer).text
    assert reminders(session) == []


def test_the_page_shows_counts_and_no_scores(
    browse: Browse, late: Round, make: Make, session: Session
) -> None:
    opened(browse, late).post(late.url, late.fields(*SIX, reason="Brave and new."))
    page = browse(make.person("Kim Ek", roles=["coordinator"])).get(PAGE)
    assert "Jo Juror 0 of 1 1 0" in page.text
    assert "Late" in page.text
    assert "Write a reminder to 1 juror" in page.text
    assert late.candidate.code_name not in page.html
    assert "Brave and new." not in page.html
    session.execute(update(Edition).values(rules={"late_days": 0}))
    session.commit()
    page = browse(make.person("Kim Ek", roles=["coordinator"])).get(PAGE)
    assert "In this round nobody counts as late before the deadline." in page.text


def test_queries_do_not_grow_with_jurors(
    browse: Browse, late: Round, make: Make, database: Database
) -> None:
    browser = browse(make.person("Kim Ek", roles=["coordinator"]))
    browser.get(PAGE)
    few = queries_of(database, lambda: browser.get(PAGE))
    for number in range(4):
        juror = make.person(f"Juror {number}", roles=["juror"])
        make.seat(juror, late.award)
        make.statement(juror, make.candidate(late.award))
    assert queries_of(database, lambda: browser.get(PAGE)) == few <= 12
    assert few <= MOST


def test_scores_before_close_only_where_the_rules_say_so(
    browse: Browse, late: Round, make: Make, session: Session
) -> None:
    browser = opened(browse, late)
    browser.post(late.url, {**late.fields(*SIX), "then": "hand-in", "confirmed": "yes"})
    path = f"/results/{late.award.id}"
    who = make.person("Kim Ek", roles=["coordinator"])
    page = browse(who).get(path)
    assert late.candidate.code_name not in page.html
    session.execute(update(Edition).values(rules={"scores_before_close": True}))
    session.commit()
    page = browse(who).get(path)
    assert "The jury is still scoring" in page.text
    assert late.candidate.code_name in page.text
    browse(who).post(f"{path}.xlsx", {}, status=409)
    chair = make.person("Charlie Chair", roles=["chair"])
    make.seat(chair, late.award, role=SeatRole.CHAIR)
    make.statement(chair, late.candidate)
    assert late.candidate.code_name not in browse(chair).get(path).html
    both = make.person("Bo Both", roles=["coordinator", "juror"])
    make.seat(both, late.award)
    make.statement(both, late.candidate)
    assert late.candidate.code_name not in browse(both).get(path).html
