"""What waits for each role: how much, in which order, and never another programme's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from awards.accounts.models import Person, RoleGrant
from awards.core import clock
from awards.core.db import Database
from awards.core.permissions import Role
from awards.decisions.models import Outcome, Proposal
from awards.home.queries import Kind, editions_of, round_that_is_on, waiting_for
from awards.juries.models import Answer, Ground, SeatRole
from awards.nominations.models import NominationState
from awards.programmes.checklist import blocking_for
from awards.programmes.models import Award, Edition, EligibleOrganisation, Phase, Programme
from awards.scoring.models import SheetState
from awards.triage.models import CopyState, Verdict
from tests.decided import decide, given
from tests.factories import Make, actor_of

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Seen:
    """What a card says: the kind, how many, how many in all, and until when."""

    kind: Kind
    count: int
    until: datetime | None = None
    total: int = 0


See = Callable[..., list[Seen]]


@pytest.fixture
def see(session: Session) -> See:
    """Return what waits for somebody, now or at another moment."""

    def waiting(person: Person, at: datetime | None = None) -> list[Seen]:
        found = waiting_for(session, actor_of(person), at or datetime.now(UTC))
        return [Seen(w.kind, w.count, w.until, w.total) for w in found]

    return waiting


def a_busy_triage(make: Make, award: Award) -> None:
    """Three nominations to look at (one late), three copies to make or approve, others done."""
    for _ in range(2):
        make.nomination(award)
    make.nomination(award, late=True)
    make.nomination(award, state=NominationState.UNCONFIRMED, confirmed_at=None)
    make.nomination(award, state=NominationState.WITHDRAWN)
    make.candidate(award, copy=None)
    for _ in range(2):
        make.candidate(award, copy=CopyState.DRAFT)
    make.candidate(award, copy=None, verdict=Verdict.INELIGIBLE)


def a_busy_jury(make: Make, award: Award) -> list[Person]:
    """Two members, three ready candidates: two sheets in, one unsure, one conflicted, two left."""
    jurors = [make.person(name, roles=["juror"]) for name in ("Siv Ek", "Tor Lind")]
    for juror in jurors:
        make.seat(juror, award)
    one, two, three = (make.candidate(award) for _ in range(3))
    siv, tor = jurors
    make.statement(siv, one)
    make.statement(siv, two)
    make.statement(siv, three, Answer.UNSURE, ground=Ground.OTHER)
    make.statement(tor, one, Answer.CONFLICTED, ground=Ground.SAME_UNIT)
    for juror, candidate, state in (
        (siv, one, SheetState.HANDED_IN),
        (siv, two, SheetState.OPEN),
        (tor, two, SheetState.HANDED_IN),
    ):
        make.sheet(juror, candidate, [4] * 6, state=state, criteria=award.edition.criteria)
    return jurors


def propose(make: Make, award: Award) -> None:
    make.session.add(Proposal(award_id=award.id, proposed_at=datetime.now(UTC)))
    make.session.commit()


def another_town(make: Make, phase: Phase) -> Programme:
    """Make a second programme in which everything waits that can wait in a phase."""
    make.programme("lund")
    town = make.programme("malmo")
    award = make.award(make.edition(phase, programme=town), slug="elsewhere")
    a_busy_triage(make, award)
    a_busy_jury(make, award)
    if phase is Phase.DELIBERATION:
        propose(make, award)
        decide(make, make.award(award.edition, slug="decided"))
        make.award(award.edition, slug="silent")
    return town


def test_in_triage_the_coordinator_has_verdicts_and_copies(make: Make, see: See) -> None:
    award = make.award(make.edition(Phase.TRIAGE))
    a_busy_triage(make, award)
    until = award.edition.scoring_opens_at
    assert see(make.person(roles=["coordinator"])) == [
        Seen(Kind.VERDICTS, 3, until),
        Seen(Kind.UNCOPIED, 1, until),
        Seen(Kind.COPIES, 2, until),
    ]


def test_while_the_jury_scores_the_coordinator_sees_who_is_unsure_and_what_is_left(
    make: Make, see: See
) -> None:
    award = make.award(make.edition(Phase.SCORING))
    a_busy_jury(make, award)
    closes = award.edition.scoring_closes_at
    assert see(make.person(roles=["coordinator"])) == [
        Seen(Kind.CONFLICTS, 1, closes),
        Seen(Kind.PROGRESS, 2, closes, 4),
    ]


def test_what_has_a_deadline_comes_before_what_has_none(make: Make, see: See) -> None:
    award = make.award(make.edition(Phase.SCORING))
    a_busy_triage(make, award)
    a_busy_jury(make, award)
    seen = see(make.person(roles=["coordinator"]))
    assert [(s.kind, s.until is None) for s in seen] == [
        (Kind.CONFLICTS, False),
        (Kind.PROGRESS, False),
        (Kind.VERDICTS, True),
        (Kind.UNCOPIED, True),
        (Kind.COPIES, True),
    ]


def test_the_nearest_deadline_comes_first(make: Make, see: See) -> None:
    """Triage ends before scoring does, whatever was found first."""
    award = make.award(make.edition(Phase.TRIAGE))
    jurors = a_busy_jury(make, award)
    make.nomination(award)
    edition = award.edition
    both = make.person(roles=["coordinator", "juror"])
    make.seat(both, award)
    assert jurors
    assert see(both) == [
        Seen(Kind.VERDICTS, 1, edition.scoring_opens_at),
        Seen(Kind.CONFLICTS, 1, edition.scoring_closes_at),
        Seen(Kind.STATEMENTS, 3, edition.scoring_closes_at),
    ]


def test_jury_progress_is_shown_from_the_second_scoring_opens_until_it_closes(
    make: Make, see: See
) -> None:
    award = make.award(make.edition(Phase.SCORING))
    a_busy_jury(make, award)
    person = make.person(roles=["coordinator"])
    opens, closes = award.edition.scoring_opens_at, award.edition.scoring_closes_at
    moments = (opens - SECOND, opens, closes - SECOND, closes)
    shown = [Kind.PROGRESS in {s.kind for s in see(person, at)} for at in moments]
    assert shown == [False, True, True, False]


def test_whose_seat_begins_is_counted_from_that_quarter_of_an_hour_on(
    make: Make, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is remembered from before they were appointed is no answer any more."""
    award = make.award(make.edition(Phase.SCORING))
    make.candidate(award)
    at = datetime.now(UTC)
    make.seat(make.person(roles=["juror"]), award, begins_at=at + timedelta(hours=1))
    coordinator = actor_of(make.person(roles=["coordinator"]))
    make.session.commit()
    with database.read() as session:
        before = waiting_for(session, coordinator, at)
        monkeypatch.setattr(clock, "now", lambda: at + timedelta(hours=2))
        after = waiting_for(session, coordinator, at)
    counts = [{w.kind: w.count for w in found}.get(Kind.PROGRESS, 0) for found in (before, after)]
    assert counts == [0, 1]


def test_a_jury_that_is_done_is_no_news(make: Make, see: See) -> None:
    award = make.award(make.edition(Phase.SCORING))
    juror, candidate = make.person(roles=["juror"]), make.candidate(award)
    make.seat(juror, award)
    make.statement(juror, candidate)
    make.sheet(juror, candidate, [3] * 6, criteria=award.edition.criteria)
    assert see(make.person(roles=["coordinator"])) == []


def test_proposals_are_decided_and_decisions_are_announced(make: Make, see: See) -> None:
    edition = make.edition(Phase.DELIBERATION)
    propose(make, make.award(edition, slug="one"))
    propose(make, make.award(edition, slug="two"))
    make.award(edition, slug="not-yet-proposed")
    silent = make.award(edition, slug="silent")
    propose(make, silent)
    decide(make, silent)
    decide(make, make.award(edition, slug="set"), announced=timedelta(days=-3))
    decide(make, make.award(edition, slug="out"), announced=timedelta(days=3))
    assert see(make.person(roles=["coordinator"])) == [
        Seen(Kind.DECISIONS, 2),
        Seen(Kind.ANNOUNCEMENTS, 1),
    ]


def test_nothing_is_decided_while_the_jury_scores(make: Make, see: See) -> None:
    award = make.award(make.edition(Phase.SCORING))
    propose(make, award)
    edition = award.edition
    coordinator = make.person(roles=["coordinator"])
    assert see(coordinator, edition.scoring_closes_at - SECOND) == []
    assert see(coordinator, edition.scoring_closes_at) == [Seen(Kind.DECISIONS, 1)]


def test_before_scoring_a_juror_is_asked_about_conflicts_only(make: Make, see: See) -> None:
    award = make.award(make.edition(Phase.TRIAGE))
    siv, tor = a_busy_jury(make, award)
    closes = award.edition.scoring_closes_at
    assert see(tor) == [Seen(Kind.STATEMENTS, 1, closes)]
    assert see(siv) == []


def test_while_scoring_a_juror_sees_answers_and_sheets_left(make: Make, see: See) -> None:
    award = make.award(make.edition(Phase.SCORING))
    siv, tor = a_busy_jury(make, award)
    make.statement(tor, make.candidate(award))
    closes = award.edition.scoring_closes_at
    assert see(tor) == [Seen(Kind.STATEMENTS, 1, closes), Seen(Kind.SHEETS, 1, closes, 2)]
    assert see(siv) == [Seen(Kind.STATEMENTS, 1, closes), Seen(Kind.SHEETS, 1, closes, 2)]


def test_sheets_wait_from_the_second_scoring_opens_and_not_after_it_closes(
    make: Make, see: See
) -> None:
    award = make.award(make.edition(Phase.SCORING))
    siv, _ = a_busy_jury(make, award)
    opens, closes = award.edition.scoring_opens_at, award.edition.scoring_closes_at
    assert see(siv, opens - SECOND) == []
    assert see(siv, opens) == [Seen(Kind.SHEETS, 1, closes, 2)]
    assert see(siv, closes - SECOND) == [Seen(Kind.SHEETS, 1, closes, 2)]
    assert see(siv, closes) == []


@pytest.mark.parametrize("seat", [SeatRole.SUBSTITUTE, SeatRole.SECRETARY, SeatRole.ADVISER])
def test_nothing_waits_for_a_seat_without_a_vote(make: Make, see: See, seat: SeatRole) -> None:
    award = make.award(make.edition(Phase.SCORING))
    person = make.person(roles=["juror"])
    make.seat(person, award, seat)
    make.candidate(award)
    assert see(person) == []


def test_a_chair_proposes_for_their_own_awards_when_scoring_is_over(make: Make, see: See) -> None:
    edition = make.edition(Phase.DELIBERATION)
    chair = make.person(roles=["chair"])
    for slug in ("one", "two", "proposed", "decided"):
        make.seat(chair, make.award(edition, slug=slug), SeatRole.CHAIR)
    make.seat(chair, make.award(edition, slug="member"), SeatRole.MEMBER)
    make.award(edition, slug="elsewhere")
    by_slug = {award.slug: award for award in edition.awards}
    propose(make, by_slug["proposed"])
    decide(make, by_slug["decided"])
    assert see(chair) == [Seen(Kind.PROPOSALS, 2)]
    assert see(chair, edition.scoring_closes_at - SECOND) == []


def _won(
    make: Make, edition: Edition, slug: str, winners: int, announced: timedelta | None = None
) -> None:
    award = make.award(edition, slug=slug)
    shared = [given(make, award, outcome=Outcome.SHARED) for _ in range(winners)]
    mention = given(make, award, outcome=Outcome.HONOURABLE_MENTION)
    decide(make, award, *shared, mention, announced=announced)


def test_communications_fetch_the_newest_winners(make: Make, see: See) -> None:
    _won(make, make.edition(Phase.DELIBERATION, slug="2025", year=2025), "old", 3)
    newest = make.edition(Phase.DELIBERATION, slug="2026", year=2026)
    _won(make, newest, "one", 1)
    _won(make, newest, "two", 2)
    decide(make, make.award(newest, slug="none"), not_awarded_reason="Nobody this year.")
    make.edition(Phase.NOMINATING, slug="2027", year=2027)
    assert see(make.person(roles=["communications"])) == [Seen(Kind.CERTIFICATES, 5)]


def test_last_years_certificates_are_no_news_for_the_coordinator(make: Make, see: See) -> None:
    last_year = make.edition(Phase.DELIBERATION, slug="2025", year=2025)
    _won(make, last_year, "old", 3, announced=-DAY)
    make.edition(Phase.NOMINATING, slug="2026", year=2026)
    assert see(make.person(roles=["coordinator"])) == []


@pytest.mark.parametrize("roles", [[], ["auditor"], ["admin"], ["communications"]])
def test_nothing_waits_for_those_who_have_nothing_to_do(
    make: Make, see: See, roles: list[str]
) -> None:
    award = make.award(make.edition(Phase.SCORING))
    a_busy_triage(make, award)
    a_busy_jury(make, award)
    assert see(make.person(roles=roles)) == []


@pytest.mark.parametrize("phase", [Phase.TRIAGE, Phase.SCORING, Phase.DELIBERATION])
def test_another_programmes_things_are_never_counted(make: Make, see: See, phase: Phase) -> None:
    town = another_town(make, phase)
    roles = ["coordinator", "juror", "chair", "communications"]
    make.edition(phase)
    here, there = make.person(roles=roles), make.person(roles=["coordinator"], programme=town)
    for award in town.editions[0].awards:
        make.seat(here, award, SeatRole.CHAIR)  # a seat without the role there gives nothing
    assert see(here) == []
    assert see(there) != []  # it was there to be counted


def test_each_role_counts_in_its_own_programme(make: Make, see: See) -> None:
    """Coordinator here and juror there: neither role reaches over."""
    town = another_town(make, Phase.SCORING)
    here = make.award(make.edition(Phase.SCORING))
    make.candidate(here, copy=None)
    person = make.person(roles=["coordinator"])
    person.grants += make.person(roles=["juror"], programme=town).grants
    make.session.commit()
    there = town.editions[0]
    make.seat(person, there.awards[0])
    make.seat(person, here)
    assert see(person) == [
        Seen(Kind.STATEMENTS, 3, there.scoring_closes_at),
        Seen(Kind.UNCOPIED, 1),
    ]


def test_editions_are_those_of_ones_own_programmes_newest_first(
    make: Make, session: Session
) -> None:
    town = another_town(make, Phase.TRIAGE)
    for year in (2025, 2027, 2026):
        make.edition(slug=str(year), year=year)
    person = make.person(roles=["auditor"])
    assert [e.slug for e in editions_of(session, actor_of(person))] == ["2027", "2026", "2025"]
    assert town.slug not in {e.programme.slug for e in editions_of(session, actor_of(person))}


def a_draft(make: Make, *, confirmed: bool = False) -> Edition:
    """Make next year's edition, which nobody has opened."""
    draft: Edition = make.edition(Phase.UPCOMING, slug="2027", year=2027, opened_at=None)
    draft.dates_confirmed = confirmed
    make.session.commit()
    return draft


@pytest.mark.parametrize("draft", [True, False])
def test_next_years_edition_does_not_hide_the_round_that_is_on(
    make: Make, see: See, session: Session, draft: bool
) -> None:
    award = make.award(make.edition(Phase.SCORING))
    siv, _ = a_busy_jury(make, award)
    a_draft(make) if draft else make.edition(Phase.UPCOMING, slug="2027", year=2027)
    closes = award.edition.scoring_closes_at
    coordinator = make.person(roles=["coordinator"])
    assert [s for s in see(coordinator) if s.kind is not Kind.SET_UP] == [
        Seen(Kind.CONFLICTS, 1, closes),
        Seen(Kind.PROGRESS, 2, closes, 4),
    ]
    assert see(siv) == [Seen(Kind.SHEETS, 1, closes, 2)]
    editions = editions_of(session, actor_of(coordinator))
    waiting = waiting_for(session, actor_of(coordinator), datetime.now(UTC))
    for found in (waiting, []):
        assert round_that_is_on(editions, found, datetime.now(UTC)) is award.edition


def test_all_programmes_rounds_count(make: Make, see: See) -> None:
    """Coordinator in two towns: each round waits, whichever is newer."""
    here = make.award(make.edition(Phase.TRIAGE, slug="2025", year=2025))
    make.nomination(here)
    town = make.programme("malmo")
    a_busy_triage(make, make.award(make.edition(Phase.TRIAGE, programme=town)))
    person = make.person(roles=["coordinator"])
    person.grants += make.person(roles=["coordinator"], programme=town).grants
    make.session.commit()
    found = [(s.kind, s.count) for s in see(person)]
    there = [(Kind.VERDICTS, 3), (Kind.UNCOPIED, 1), (Kind.COPIES, 2)]
    assert sorted(found) == sorted([(Kind.VERDICTS, 1), *there])


@pytest.mark.parametrize("role", ["coordinator", "admin"])
def test_whoever_sets_up_finds_what_a_draft_lacks(
    make: Make, see: See, session: Session, role: str
) -> None:
    draft = a_draft(make)
    make.award(draft)
    at = datetime.now(UTC)
    expected = len(blocking_for(session, draft, at))
    assert expected > 0
    assert see(make.person(roles=[role])) == [Seen(Kind.SET_UP, expected)]
    assert see(make.person(roles=["juror", "chair", "communications", "auditor"])) == []


def test_a_draft_that_lacks_nothing_is_ready_to_open(make: Make, see: See) -> None:
    draft = a_draft(make, confirmed=True)
    make.award(draft)
    coordinator = make.person(roles=["coordinator"])
    assert see(coordinator) == [Seen(Kind.SET_UP, 1, draft.opens_at)]
    unit = make.unit("Lunds kommun")
    make.session.add(EligibleOrganisation(edition_id=draft.id, org_unit_id=unit.id))
    make.session.commit()
    make.session.expire_all()
    assert see(coordinator) == [Seen(Kind.OPENING, 1, draft.opens_at)]


def test_mail_that_waits_is_counted_for_each_programme(make: Make, see: See) -> None:
    lund, town = make.programme("lund"), make.programme("malmo")
    for programme in (lund, lund, town):
        make.held_mail(programme)
    assert see(make.person(roles=["coordinator"], programme=lund)) == [Seen(Kind.MAILS, 2)]
    assert see(make.person(roles=["admin"], programme=town)) == [Seen(Kind.MAILS, 1)]
    assert see(make.person(roles=["auditor", "juror"], programme=lund)) == []


def test_before_there_is_anything_the_administrator_makes_a_programme(
    make: Make, see: See, session: Session
) -> None:
    admin = make.person()
    session.add(RoleGrant(person_id=admin.id, programme_id=None, role=Role.ADMIN))
    session.commit()
    assert see(admin) == [Seen(Kind.FIRST_PROGRAMME, 1)]


@pytest.mark.parametrize(
    ("role", "seat"), [("adviser", SeatRole.ADVISER), ("secretary", SeatRole.SECRETARY)]
)
def test_who_sits_there_without_a_vote_reads_results_when_scoring_is_over(
    make: Make, see: See, role: str, seat: SeatRole
) -> None:
    edition = make.edition(Phase.DELIBERATION)
    person = make.person(roles=[role])
    make.seat(person, make.award(edition, slug="mine"), seat)
    make.award(edition, slug="another")
    assert see(person) == [Seen(Kind.RESULTS, 1)]
    assert see(person, edition.scoring_closes_at - SECOND) == []


def test_a_secretary_finds_the_proposals_to_be_decided(make: Make, see: See) -> None:
    award = make.award(make.edition(Phase.DELIBERATION))
    propose(make, award)
    assert see(make.person(roles=["secretary"])) == [Seen(Kind.DECISIONS, 1)]
    assert see(make.person(roles=["adviser"])) == []


def test_a_role_in_one_edition_counts_in_that_one_only(
    make: Make, see: See, session: Session
) -> None:
    editions = [make.edition(Phase.SCORING, slug=slug) for slug in ("2025", "2026")]
    person = make.person()
    for edition in editions:
        award = make.award(edition)
        make.seat(person, award)
        make.candidate(award)
    grant = RoleGrant(
        person_id=person.id,
        programme_id=editions[0].programme_id,
        edition_id=editions[0].id,
        role=Role.JUROR,
    )
    session.add(grant)
    session.commit()
    assert see(person) == [Seen(Kind.STATEMENTS, 1, editions[0].scoring_closes_at)]
