"""People: found, added, changed; addresses that are taken; exports that an import reads again."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind, Person, ProviderAccount, RoleGrant
from awards.audit.models import AuditLine
from awards.core.cells import harmless
from awards.core.clock import now
from awards.core.permissions import Role
from awards.demo.files import LUND
from awards.demo.ground import lay_ground
from awards.mail.models import OutboxMail
from tests.factories import Make
from tests.organisation.importing import planned, told
from tests.page import Browser, Page

Browse = Callable[..., Browser]


@pytest.fixture
def desk(browse: Browse, make: Make) -> Browser:
    return browse(make.person("Zara Zamordnare", email="z@example.org", roles=["coordinator"]))


def change(desk: Browser, person: Person, status: int = 302, **fields: str) -> Page:
    address = f"/organisation/people/{person.id}"
    return desk.post(address, desk.get(address).form(address) | fields, status)


def close(desk: Browser, person: Person, status: int = 302) -> Page:
    address = f"/organisation/people/{person.id}"
    form = desk.get(address).form(address)
    form.pop("active", None)
    return desk.post(address, form, status)


def add(desk: Browser, status: int = 302, /, **fields: Any) -> Page:
    form = desk.get("/organisation/people/new").form("/organisation/people/new")
    given = {"full_name": "Åsa Lind", "email": "asa@example.org", "title": "kock"}
    return desk.post("/organisation/people/new", form | given | fields, status)


def test_a_person_is_added_and_nobody_gets_a_mail(
    desk: Browser, make: Make, session: Session
) -> None:
    unit = make.unit("Köket")
    page = add(desk, email=" ASA@Example.org ", **{"unit-text": "Köket"})
    assert "Åsa Lind is added. No mail has been sent." in desk.follow(page).text
    added = session.scalars(select(Person).where(Person.name == "Åsa Lind")).one()
    assert (added.email, added.title, added.org_unit_id) == ("asa@example.org", "kock", unit.id)
    assert session.scalars(select(OutboxMail)).all() == []
    assert [line.event for line in session.scalars(select(AuditLine))] == ["person.added"]


def test_an_address_belongs_to_one_person_in_any_case(
    desk: Browser, make: Make, session: Session
) -> None:
    make.person("Kim Ek", email="kim@example.org", active=False)
    page = add(desk, 409, email="  KIM@example.ORG")
    assert "Kim Ek already has this address." in page.text
    assert page.form("/organisation/people/new")["full_name"] == "Åsa Lind"


def test_a_namesake_in_the_same_unit_is_asked_about(
    desk: Browser, make: Make, session: Session
) -> None:
    unit = make.unit("Köket")
    make.person("åsa lind", email="other@example.org", unit=unit)
    fields = {"full_name": "åsa Lind", "unit": unit.id}
    page = add(desk, 409, **fields)
    assert "already works there, with the address other@example.org." in page.text
    form = page.form("/organisation/people/new") | {"namesake_known": "y"}
    desk.post("/organisation/people/new", form)
    assert len(session.scalars(select(Person).where(Person.org_unit_id == unit.id)).all()) == 2


def test_a_person_is_changed(desk: Browser, make: Make, session: Session) -> None:
    person = make.person("Kim Ek", email="kim@example.org")
    address = f"/organisation/people/{person.id}"
    form = desk.get(address).form(address)
    form.pop("active")
    desk.post(address, form | {"full_name": "Kim Berg"})
    session.expire_all()
    assert (person.name, person.active, person.session_epoch) == ("Kim Berg", False, 1)
    line = session.scalars(select(AuditLine).where(AuditLine.event == "person.changed")).one()
    assert line.details == {"fields": ["name", "active"]}
    assert "Kim Berg" not in str(line.details)
    session.rollback()
    again = desk.post(address, form | {"full_name": "Kim Ström"}, 409)
    assert "Somebody else has saved changes" in again.text
    assert again.form(address)["full_name"] == "Kim Ström"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"full_name": " "}, "Write the name."),
        ({"email": ""}, "Write the e-mail address."),
        ({"email": "kim@"}, "Write an e-mail address like name@example.com."),
        ({"unit-text": "Ingenstans"}, "No unit fits that."),
    ],
)
def test_what_is_missing_is_said(desk: Browser, fields: dict[str, str], words: str) -> None:
    assert words in add(desk, 422, **fields).text


def test_the_list_is_a_search_without_javascript(desk: Browser, make: Make) -> None:
    make.person("Åsa Öberg", title="kock")
    make.person("Bo Gren")
    page = desk.get("/organisation/people?q=asa")
    rows = [a.text for a in page.all("a") if "/organisation/people/" in (a.get("href") or "")]
    assert "Åsa Öberg" in rows
    assert "Bo Gren" not in page.text
    assert "Nobody fits that" in desk.get("/organisation/people?q=xyzzy").text


@pytest.mark.parametrize("text", ["=1+1", "+46", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_never_becomes_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(f"a{text}") == f"a{text}"


def test_an_export_neutralises_formulas_and_an_import_takes_them_back(
    desk: Browser, make: Make, session: Session
) -> None:
    city = make.unit("Lunds kommun", kind=OrgKind.EMPLOYER)
    make.unit("=cmd|' /C calc'!A0", city, code="@1")
    make.person("+Evil", email="-x@example.org", title="=1+1", unit=city)
    exported = desk.post("/organisation/export/people.csv", status=200).response.get_data()
    cells = [
        c for row in csv.reader(StringIO(exported.decode("utf-8-sig")), delimiter=";") for c in row
    ]
    assert {"'+Evil", "'-x@example.org", "'=1+1"} <= set(cells)
    assert [c for c in cells if c.startswith(("=", "+", "-", "@", "\t"))] == []
    book = load_workbook(
        BytesIO(desk.post("/organisation/export/organisation.xlsx", status=200).response.get_data())
    )
    values = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in values if cell.value} == {"s"}
    assert [c.value for c in values if str(c.value or "").startswith(("=", "+", "-", "@"))] == []
    for what in ("units.csv", "people.csv", "organisation.xlsx"):
        plan = planned(
            session, desk.post(f"/organisation/export/{what}", status=200).response.get_data()
        )
        assert (plan.counts(), told(plan)) == ({}, [])
        session.rollback()


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_what_is_exported_can_be_imported_and_changes_nothing(
    browse: Browse, make: Make, session: Session, language: str
) -> None:
    make.programme("elsewhere")
    desk = browse(make.person("Zara", roles=["coordinator"]), language)
    lay_ground(session, LUND)
    session.commit()
    for what in ("units.csv", "people.csv", "organisation.xlsx"):
        answer = desk.post(f"/organisation/export/{what}", status=200).response
        plan = planned(session, answer.get_data(), complete=True)
        assert (plan.counts(), told(plan)) == ({}, [])
        assert plan.unchanged
        session.rollback()
    desk.post("/organisation/export/units.pdf", status=404)


def test_nothing_is_exported_to_others(browse: Browse, make: Make) -> None:
    make.unit("Köket")
    browse(make.person("Juror Ek", roles=["juror"])).post(
        "/organisation/export/units.csv", status=403
    )


# — whose address it is to change —


@pytest.mark.parametrize("role", ["admin", "coordinator", "auditor"])
def test_nobody_takes_over_who_holds_a_role_elsewhere(
    browse: Browse, make: Make, session: Session, role: str
) -> None:
    make.programme("lund")
    other = make.programme("sandnes")
    works = {"org_unit_id": make.unit().id}  # for an employer that is anybody's
    held = make.person("Ad Min", email="ad@example.org", roles=[role], programme=other, **works)
    make.person(roles=[role], programme=other)
    desk = browse(make.person("Mallory", email="m@example.org", roles=["coordinator", "admin"]))
    page = desk.get(f"/organisation/people/{held.id}")
    assert "This person has a role that you cannot give." in page.text
    assert page.first("input", name="email").get("readonly") is not None
    assert page.first("input", name="active").get("disabled") is not None
    refused = change(desk, held, 403, email="mine@example.org")
    assert "Ad Min has a role that you cannot give." in refused.text
    close(desk, held)
    change(desk, held, full_name="Ad\r\nMinistrator", title="a\nb")
    session.expire_all()
    assert (held.name, held.title, held.email, held.active, held.session_epoch) == (
        "Ad Ministrator",
        "a b",
        "ad@example.org",
        True,
        0,
    )


def test_an_administrator_is_only_an_administrators_to_change(
    browse: Browse, make: Make, session: Session
) -> None:
    admin = make.person("Ad Min", email="ad@example.org", roles=["admin"])
    change(browse(make.person("Ko", roles=["coordinator"])), admin, 403, email="m@example.org")
    change(browse(make.person("Boss", roles=["admin"])), admin, email="new@example.org")
    session.expire_all()
    assert (admin.email, admin.session_epoch) == ("new@example.org", 1)


def test_who_administers_everything_is_changed_only_by_their_like(
    browse: Browse, make: Make, session: Session
) -> None:
    make.programme()
    root = make.person("Root", email="root@example.org", org_unit_id=make.unit().id)
    boss = make.person("Boss")
    for person in (root, boss):
        session.add(RoleGrant(person_id=person.id, role=Role.ADMIN))
    session.commit()
    change(browse(make.person("Local", roles=["admin"])), root, 403, email="mine@example.org")
    change(browse(boss), root, email="new@example.org")
    session.expire_all()
    assert root.email == "new@example.org"


def test_a_new_address_by_somebody_else_forgets_accounts_elsewhere(
    desk: Browser, make: Make, session: Session
) -> None:
    person = make.person("Kim Ek", roles=["juror"])
    session.add(ProviderAccount(person_id=person.id, issuer="i", subject="s", linked_at=now()))
    session.commit()
    change(desk, person, title="kock")
    assert session.scalars(select(ProviderAccount.subject)).all() == ["s"]
    session.commit()
    change(desk, person, email="new@example.org")
    assert session.scalars(select(ProviderAccount.subject)).all() == []


@pytest.mark.parametrize("role", ["admin", "coordinator"])
def test_the_last_one_is_not_closed(
    browse: Browse, make: Make, session: Session, role: str
) -> None:
    last = make.person("Last", roles=[role])
    refused = close(browse(last), last, 409)
    assert "Last is the last administrator or coordinator of something." in refused.text
    close(browse(make.person("Another", roles=[role])), last)
    session.expire_all()
    assert last.active is False


def test_the_last_who_administers_everything_is_not_closed(
    browse: Browse, make: Make, session: Session
) -> None:
    make.programme()
    root, other = make.person("Root"), make.person("Other")
    session.add(RoleGrant(person_id=root.id, role=Role.ADMIN))
    session.commit()
    make.person("Local", roles=["admin"])
    close(browse(root), root, 409)
    session.add(RoleGrant(person_id=other.id, role=Role.ADMIN))
    session.commit()
    close(browse(other), root)
    session.expire_all()
    assert (root.active, other.active) == (False, True)
