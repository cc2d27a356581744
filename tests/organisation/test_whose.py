"""Two programmes, one directory: a coordinator changes nothing of the other's employer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgImport, OrgKind, OrgUnit, Person, RoleGrant
from awards.accounts.organisation.actions.imports import read_content
from awards.accounts.organisation.actions.people import PersonDraft, add_person, change_person
from awards.accounts.organisation.actions.units import UnitDraft, add_unit, set_manager
from awards.accounts.organisation.imports.comparison import make_plan
from awards.accounts.organisation.imports.standing import stands
from awards.accounts.organisation.queries.exports import Directory
from awards.accounts.organisation.queries.imports import employers, import_for, newest_imports
from awards.accounts.organisation.queries.people import people_for, person_for, units_managed_by
from awards.accounts.organisation.queries.tree import organisation
from awards.accounts.organisation.queries.units import unit_for
from awards.accounts.organisation.queries.whose import employers_elsewhere, people_elsewhere
from awards.accounts.organisation.rules import AddressElsewhere, EmailTaken
from awards.accounts.organisation.search import find_people, find_units
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Role
from awards.programmes.actions import choose_organisations
from awards.programmes.models import Edition, EligibleOrganisation
from awards.programmes.queries import units_to_choose
from tests.factories import Make, actor_of
from tests.organisation.importing import TODAY, told
from tests.page import Browser

Browse = Callable[..., Browser]
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@dataclass
class Two:
    """Lund's and Sandnes' employers with a unit and somebody in it, and a coordinator of each."""

    lund: Edition
    sandnes: Edition
    care: OrgUnit
    school: OrgUnit
    anna: Person
    bjorn: Person
    coordinator: Actor
    """Lund's."""
    admin: Actor
    """Of everything."""


@pytest.fixture
def two(make: Make) -> Two:
    lund = make.edition(programme=make.programme("lund"), slug="lund")
    sandnes = make.edition(programme=make.programme("sandnes"), slug="sandnes")
    here = make.unit("Lunds kommun", kind=OrgKind.EMPLOYER)
    there = make.unit("Sandnes kommune", kind=OrgKind.EMPLOYER)
    care, school = make.unit("Omsorgen", parent=here), make.unit("Skolen", parent=there, code="S1")
    for edition, unit in ((lund, care), (sandnes, school)):
        make.session.add(EligibleOrganisation(edition_id=edition.id, org_unit_id=unit.id))
    admin = make.person("Ada Admin", email="ada@example.org")
    make.session.add(RoleGrant(person_id=admin.id, programme_id=None, role=Role.ADMIN))
    make.session.commit()
    make.session.refresh(admin)
    ko = make.person("Ko Ek", roles=["coordinator"], programme=lund.programme, unit=care)
    guest = make.person("Gunn Gjest", roles=["juror"], programme=sandnes.programme)
    assert guest.unit is None
    return Two(
        lund,
        sandnes,
        care,
        school,
        make.person("Anna Ek", email="anna@lund.se", unit=care),
        make.person("Bjørn Vik", email="bjorn@sandnes.no", unit=school),
        actor_of(ko),
        actor_of(admin),
    )


def _names(people: object) -> list[str]:
    return sorted(one.name for one in people)  # type: ignore[attr-defined]


def test_each_coordinator_has_the_employers_that_their_rounds_name(
    two: Two, session: Session
) -> None:
    tops = [
        [node.name for node in organisation(session, actor, TODAY).tops]
        for actor in (two.coordinator, two.admin)
    ]
    assert tops == [["Lunds kommun"], ["Lunds kommun", "Sandnes kommune"]]
    found = [
        people_for(session, actor, "", page=1, size=50) for actor in (two.coordinator, two.admin)
    ]
    assert [(_names(people), total) for people, total in found] == [
        (["Anna Ek", "Ko Ek"], 2),
        (["Ada Admin", "Anna Ek", "Bjørn Vik", "Gunn Gjest", "Ko Ek"], 5),
    ]
    assert list(employers(session, two.coordinator)) == ["Lunds kommun"]
    there = Directory(session, two.coordinator)
    assert [row[2] for row in there.unit_rows(str)] == ["Lunds kommun", "Omsorgen"]
    assert [row[1] for row in there.person_rows("yes")] == ["Anna Ek", "Ko Ek"]


def test_what_no_round_names_is_anybodys(two: Two, session: Session, make: Make) -> None:
    new = make.unit("Nytt bolag", kind=OrgKind.EMPLOYER)
    nobody = make.person("Nils Ny")
    assert unit_for(session, two.coordinator, new.id).name == "Nytt bolag"
    assert person_for(session, two.coordinator, nobody.id).name == "Nils Ny"


def test_an_employer_of_both_is_both_ones(two: Two, session: Session, make: Make) -> None:
    session.add(EligibleOrganisation(edition_id=two.lund.id, org_unit_id=two.school.parent_id))
    session.commit()
    assert employers_elsewhere(session, two.coordinator) == frozenset()
    assert person_for(session, two.coordinator, two.bjorn.id).name == "Bjørn Vik"


def test_anothers_unit_and_people_are_not_found(two: Two, session: Session) -> None:
    guest = session.scalars(select(Person).where(Person.name == "Gunn Gjest")).one()
    assert employers_elsewhere(session, two.coordinator) == {two.school.parent_id}
    assert {two.bjorn.id, guest.id} <= people_elsewhere(session, two.coordinator)
    assert people_elsewhere(session, two.admin) == frozenset()
    for unit_id in (two.school.id, two.school.parent_id or ""):
        with pytest.raises(NotFound):
            unit_for(session, two.coordinator, unit_id)
    for person in (two.bjorn, guest):
        with pytest.raises(NotFound):
            person_for(session, two.coordinator, person.id)


def test_nobody_and_nothing_is_put_into_anothers_unit(two: Two, session: Session) -> None:
    draft = PersonDraft("Cia Ek", "cia@lund.se", "", two.school.id, "sv")
    with pytest.raises(NotFound):
        add_person(session, draft, by=two.coordinator, at=AT)
    draft = PersonDraft("Anna Ek", "anna@lund.se", "", two.school.id, "en")
    with pytest.raises(NotFound):
        change_person(session, two.anna, draft, by=two.coordinator, at=AT)
    unit = UnitDraft("Min enhet", "", OrgKind.UNIT, two.school.id)
    with pytest.raises(NotFound):
        add_unit(session, unit, by=two.coordinator, at=AT)
    session.refresh(two.anna)
    assert two.anna.org_unit_id == two.care.id
    assert session.scalars(select(OrgUnit).where(OrgUnit.name == "Min enhet")).all() == []


def test_anothers_employer_is_not_taken_by_ticking_it(two: Two, session: Session) -> None:
    offered = [
        _names(units_to_choose(session, actor, [two.care.id]))
        for actor in (two.coordinator, two.admin)
    ]
    assert offered == [
        ["Lunds kommun", "Omsorgen"],
        ["Lunds kommun", "Omsorgen", "Sandnes kommune"],
    ]
    ticked = [two.care.id, two.school.id]
    with pytest.raises(NotFound):
        choose_organisations(
            session, two.lund, ticked, reason="all", version=1, by=two.coordinator, at=AT
        )
    assert choose_organisations(
        session, two.lund, ticked, reason="all", version=1, by=two.admin, at=AT
    )


def test_while_typing_anothers_people_are_names_and_their_units_are_none(
    two: Two, session: Session
) -> None:
    (found,) = find_people(session, two.coordinator, "bjørn").found
    assert (found.name, found.detail) == ("Bjørn Vik", "Skolen")
    (found,) = find_people(session, two.admin, "bjørn").found
    assert found.detail == "Skolen, bjorn@sandnes.no"
    assert find_units(session, two.coordinator, "skolen").found == ()
    assert [one.name for one in find_units(session, two.admin, "skolen").found] == ["Skolen"]


def test_what_one_manages_elsewhere_is_not_listed(two: Two, session: Session) -> None:
    two.school.manager_id = two.care.manager_id = two.anna.id
    session.commit()
    assert _names(units_managed_by(session, two.coordinator, two.anna)) == ["Omsorgen"]
    assert _names(units_managed_by(session, two.admin, two.anna)) == ["Omsorgen", "Skolen"]


FILE = """Arbetsgivare;Kod;Enhet;Namn;E-post
Sandnes kommune;S1;;Cia Ek;cia@lund.se
Lunds kommun;;Omsorgen;Bjørn Hansen;bjorn@sandnes.no
Lunds kommun;;Omsorgen;Doris Ek;doris@lund.se
"""
UNITS = """Arbetsgivare;Kod;Namn;Typ
Sandnes kommune;S1;Skolen er stengt;
Sandnes kommune;;Sandnes kommune;arbetsgivare
"""


@pytest.mark.parametrize("text", [FILE, UNITS])
def test_a_file_changes_nothing_of_anothers_employer(two: Two, session: Session, text: str) -> None:
    standing = stands(session, AT)
    standing.employers_elsewhere = employers_elsewhere(session, two.coordinator)
    standing.people_elsewhere = people_elsewhere(session, two.coordinator)
    content = read_content(text.encode())
    plan = make_plan(content, standing, employer="Lunds kommun", complete=False, today=TODAY)
    employer = "This employer takes part in another programme only. Leave it out of the file."
    theirs = "bjorn@sandnes.no belongs to somebody in another programme. Leave the row out."
    rows = [(row, words) for row, _column, words in told(plan)]
    assert rows == [(2, employer), (3, theirs if text is FILE else employer)]
    assert plan.units == []


def test_a_file_makes_nobody_of_anothers_a_manager(two: Two, session: Session) -> None:
    standing = stands(session, AT)
    standing.people_elsewhere = people_elsewhere(session, two.coordinator)
    words = "Nobody has the address %s, neither in the file nor in Utmärkt."
    for email, blamed in ((two.bjorn.email, True), (two.anna.email, False)):
        content = read_content(f"unit;manager\nOmsorgen;{email}\n".encode())
        plan = make_plan(content, standing, employer="Lunds kommun", complete=False, today=TODAY)
        assert [said for _row, _column, said in told(plan)] == [words % email] * blamed


def test_a_guest_of_two_programmes_is_changed_by_neither(
    two: Two, session: Session, make: Make
) -> None:
    guest = make.person("Gun Gäst", email="gun@example.org")
    session.add(RoleGrant(person_id=guest.id, programme_id=two.lund.programme_id, role=Role.JUROR))
    session.commit()
    assert person_for(session, two.coordinator, guest.id) == guest
    session.add(
        RoleGrant(person_id=guest.id, programme_id=two.sandnes.programme_id, role=Role.JUROR)
    )
    session.commit()
    with pytest.raises(NotFound):
        person_for(session, two.coordinator, guest.id)
    assert person_for(session, two.admin, guest.id) == guest


def test_who_has_an_address_elsewhere_is_not_named(two: Two, session: Session) -> None:
    for email, said in (
        (two.bjorn.email, AddressElsewhere),
        (two.anna.email, EmailTaken),
    ):
        draft = PersonDraft("Eva Ny", email, "", None, "sv")
        with pytest.raises(EmailTaken) as caught:
            add_person(session, draft, by=two.coordinator, at=AT)
        assert type(caught.value) is said
        assert ("Anna" in str(caught.value.values)) == (said is EmailTaken)


def test_namesakes_are_not_in_the_order_of_addresses_that_are_hidden(
    two: Two, session: Session, make: Make
) -> None:
    people = [
        make.person("Bo Ek", email=f"bo{number}@example.org", unit=two.care) for number in range(9)
    ]
    juror = actor_of(make.person("Jon Juror", roles=["juror"]))
    found = find_people(session, juror, "bo ek").found
    assert [one.id for one in found] == sorted(one.id for one in people)


def test_the_administrator_of_one_programme_sees_no_import_of_anothers(
    two: Two, session: Session, make: Make
) -> None:
    taken = OrgImport(
        file_name="staff.csv",
        employer="Sandnes kommune",
        language="nb",
        asked_by_id=two.bjorn.id,
        asked_at=AT,
    )
    of_one = make.person("Ada Admin")
    session.add(taken)
    session.add(RoleGrant(person_id=of_one.id, programme_id=two.lund.programme_id, role=Role.ADMIN))
    session.commit()
    session.refresh(of_one)
    assert list(newest_imports(session, actor_of(of_one))) == []
    with pytest.raises(NotFound):
        import_for(session, actor_of(of_one), taken.id)
    assert list(newest_imports(session, two.admin)) == [taken]


def test_every_page_of_anothers_unit_and_person_is_not_there(
    two: Two, session: Session, browse: Browse
) -> None:
    ko = session.get_one(Person, two.coordinator.person_id)
    before = [(two.school.name, two.school.parent_id, two.school.manager_id, two.school.valid_to)]
    session.commit()
    desk = browse(ko)
    for verb in ("rename", "move", "manager", "close", "reopen"):
        desk.post(f"/organisation/units/{two.school.id}/{verb}", {}, 404)
    desk.get(f"/organisation/units/{two.school.id}", 404)
    desk.get(f"/organisation/people/{two.bjorn.id}", 404)
    desk.post(f"/organisation/people/{two.bjorn.id}", {"full_name": "Bo"}, 404)
    assert "Sandnes kommune" not in desk.get("/organisation").text
    assert "Bjørn" not in desk.get("/organisation/people").text
    session.refresh(two.school)
    session.refresh(two.bjorn)
    after = [(two.school.name, two.school.parent_id, two.school.manager_id, two.school.valid_to)]
    assert (after, two.bjorn.name) == (before, "Bjørn Vik")


def test_anothers_people_manage_no_unit_of_ours_and_show_no_address(
    two: Two, session: Session, browse: Browse
) -> None:
    with pytest.raises(NotFound):
        set_manager(session, two.care, two.bjorn.id, by=two.coordinator, at=AT)
    two.care.manager_id = two.bjorn.id  # as whoever administers everything may do
    session.commit()
    desk = browse(session.get_one(Person, two.coordinator.person_id))
    exported = desk.post("/organisation/export/units.csv", {}, 200).response.get_data(as_text=True)
    assert "Omsorgen" in exported
    assert "bjorn@sandnes.no" not in exported


def test_a_seat_on_anothers_jury_keeps_only_the_address_from_ones_own_coordinator(
    two: Two, session: Session, browse: Browse
) -> None:
    elsewhere = two.sandnes.programme_id
    session.add(RoleGrant(person_id=two.anna.id, programme_id=elsewhere, role=Role.JUROR))
    ko = session.get_one(Person, two.coordinator.person_id)
    session.commit()
    desk, where = browse(ko), f"/organisation/people/{two.anna.id}"
    page = desk.get(where)
    form = page.form(where)
    assert "This person also has a role in another programme" in page.text
    assert page.first("input", id="email").get("readonly") is not None
    refused = desk.post(where, form | {"email": "ko@lund.se"}, 403)
    assert "Anna Ek has a role that you cannot give." in refused.text
    form.pop("active")
    desk.post(where, form, 302)
    session.refresh(two.anna)
    assert (two.anna.email, two.anna.active) == ("anna@lund.se", False)


def test_anothers_people_are_invited_by_address_on_the_page(
    two: Two, session: Session, browse: Browse
) -> None:
    ko = session.get_one(Person, two.coordinator.person_id)
    session.commit()
    desk, roles = browse(ko), "/people/lund/roles"
    form = desk.get("/people").form(roles) | {"person": two.bjorn.id, "role": "juror"}
    page = desk.post(roles, form, 422)
    assert "Bjørn Vik belongs to an organisation outside this programme." in page.text
    assert "bjorn@sandnes.no" not in page.text
    invite = "/people/lund/invite"
    form = desk.get(invite).form(invite) | {"name": "B Vik", "email": "bjorn@sandnes.no"}
    page = desk.post(invite, form | {"role": "auditor"}, 422)
    assert "Only whoever administers all programmes can give them this role." in page.text
    page = desk.follow(desk.post(invite, form))
    assert "The invitation to Bjørn Vik waits in the outbox." in page.text
