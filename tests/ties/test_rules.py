"""What on file connects somebody with a candidate, and what does not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from awards.accounts.models import OrgUnit, Person
from awards.juries import queries
from awards.juries.models import Answer, Ground
from awards.programmes.models import Award, Phase
from awards.triage.closeness import Asked, Closeness, closeness_of
from awards.triage.closeness.likeness import are_alike, surname
from awards.triage.models import Candidate
from tests.decided import decide, given
from tests.factories import Make

TODAY = datetime.now(UTC).date()


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Åse Ødegård", "Aase Odegard", True),
        ("Ek, Anna", "anna ek", True),
        ("Kristoffer Lind", "Christopher Lind", True),
        ("Anna-Karin Ek", "Anna Ek", True),
        ("Anna Ek", "A. Ek", False),
        ("Anna", "Anna Ek", False),
        ("Anna Ek", "Anna Lund", False),
        ("Bo Ek", "Siv Ek", False),
    ],
)
def test_names_are_alike_however_they_are_written(one: str, other: str, alike: bool) -> None:
    assert are_alike(one, other) is alike
    assert are_alike(other, one) is alike


def test_a_single_name_has_no_surname() -> None:
    assert (surname("Anna"), surname("Anna Ek") == surname("Bo Ek")) == ("", True)


@pytest.fixture
def award(make: Make) -> Award:
    return make.award(make.edition(Phase.SCORING))


def _candidate(make: Make, award: Award, name: str, *units: OrgUnit) -> Candidate:
    return make.candidate(nomination=make.nomination(award, nominee_name=name, units=units))


def _found(session: Session, award: Award, person: Person) -> list[tuple[str, Closeness, object]]:
    asked = Asked(person.id, person.name, person.email, person.org_unit_id)
    return [
        (e.candidate_id, e.ground, e.words)
        for e in closeness_of(session, [award.id], [asked]).evidence()
    ]


def test_managers_count_as_many_levels_up_and_down_as_the_rules_say(
    session: Session, make: Make, award: Award
) -> None:
    top = make.unit("Omsorgen")
    middle = make.unit("Hemvården", top)
    low = make.unit("Norr", middle)
    head, lead = make.person("Hedda Topp"), make.person("Lena Mellan", org_unit_id=middle.id)
    worker = make.person("Vera Norr", org_unit_id=low.id)
    top.manager_id, middle.manager_id = head.id, lead.id
    nominee = _candidate(make, award, "Nora Nord", low)
    boss = _candidate(make, award, "Lena Mellan", middle)
    for levels, manages, managed in ((0, [], []), (1, [], []), (2, [nominee.id], [boss.id])):
        award.edition.rules = {"conflict_levels": levels}
        session.commit()
        found = _found(session, award, lead)
        assert [
            c for c, ground, _ in found if ground is Closeness.MANAGES and c != boss.id
        ] == manages
        found = _found(session, award, worker)
        assert [c for c, ground, _ in found if ground is Closeness.MANAGED_BY] == managed
    assert (boss.id, Closeness.MANAGED_BY, ("Lena Mellan", "Hemvården")) in found


def test_a_unit_that_was_closed_before_the_period_connects_nobody(
    session: Session, make: Make, award: Award
) -> None:
    for days, kinds in ((20, [Closeness.SAME_UNIT]), (2000, [])):
        unit = make.unit(f"Enhet {days}", valid_to=TODAY - timedelta(days=days))
        person = make.person("Siv Lund", org_unit_id=unit.id)
        candidate = _candidate(make, award, "Nora Nord", unit)
        found = [(c, ground) for c, ground, _ in _found(session, award, person)]
        assert found == [(candidate.id, kind) for kind in kinds]
    assert date.min < TODAY


def test_a_family_name_connects_only_near_the_own_unit(
    session: Session, make: Make, award: Award
) -> None:
    here, there = make.unit("Köket"), make.unit("Parken")
    person = make.person("Siv Norrlund", org_unit_id=here.id)
    near = _candidate(make, award, "Bo Norrlund", here)
    _candidate(make, award, "Eva Norrlund", there)
    found = _found(session, award, person)
    assert found == [
        (near.id, Closeness.SAME_UNIT, ("Köket",)),
        (near.id, Closeness.SAME_NAME_AND_UNIT, ("Bo Norrlund", "Köket")),
    ]


def test_who_won_together_the_year_before_is_asked(
    session: Session, make: Make, award: Award
) -> None:
    before = make.edition(
        Phase.ANNOUNCED, programme=award.edition.programme, slug="2025", year=2025
    )
    old = make.award(before)
    winner = given(make, old)
    winner.public_name = "Trion"
    winner.public_members = [{"name": "Siv Lund", "title": ""}, {"name": "Bo Ek", "title": ""}]
    decide(make, old, winner)
    old.announce_at = datetime.now(UTC) - timedelta(days=9)
    session.commit()
    candidate = _candidate(make, award, "Bo Ek")
    person, stranger = make.person("Siv Lund"), make.person("Tor Ask")
    found = _found(session, award, person)
    assert found == [(candidate.id, Closeness.WON_TOGETHER, ("2025", "Bo Ek"))]
    assert _found(session, award, stranger) == []


@pytest.mark.parametrize("asked", [True, False])
def test_a_conflicted_superior_counts_for_those_below_where_the_rules_say_so(
    session: Session, make: Make, award: Award, asked: bool
) -> None:
    award.edition.rules = {"conflict_superior": asked}
    top = make.unit("Omsorgen")
    low = make.unit("Norr", top)
    head = make.person("Hedda Topp", roles=["juror"])
    top.manager_id = head.id
    worker = make.person("Vera Norr", roles=["juror"], org_unit_id=low.id)
    for juror in (head, worker):
        make.seat(juror, award)
    candidate, other = make.candidate(award), make.candidate(award)
    make.statement(head, candidate, Answer.CONFLICTED, ground=Ground.FAMILY_OR_FRIEND)
    make.statement(head, other, Answer.UNSURE, ground=Ground.OTHER)
    expected = {candidate.id: Ground.MANAGER} if asked else {}
    assert queries.suggestions_for(session, worker, [award.id]) == expected
    assert queries.suggestions_for(session, head, [award.id]) == {}
    reasons = [(r.kind, r.words) for r in queries.reasons_between(session, worker, candidate)]
    assert reasons == ([("superior", ("Hedda Topp",))] if asked else [])
