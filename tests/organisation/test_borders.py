"""One directory for all programmes: who may close people in it, see imports, and take it along."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgImport, RoleGrant
from awards.accounts.organisation.actions import imports
from awards.audit.models import AuditLine
from awards.core.clock import now
from awards.core.errors import Forbidden
from awards.core.permissions import Role
from tests.factories import Make, actor_of
from tests.organisation.test_import_pages import upload
from tests.organisation.test_imports import UNITS
from tests.page import Browser

Browse = Callable[..., Browser]
LABEL = "The file is complete"


@pytest.fixture
def admin(browse: Browse, make: Make, session: Session) -> Browser:
    person = make.person("Ada Admin", email="a@example.org")
    session.add(RoleGrant(person_id=person.id, programme_id=None, role=Role.ADMIN))
    session.commit()
    return browse(person)


@pytest.mark.parametrize("role", ["coordinator", "admin"])
def test_only_an_administrator_of_everything_closes_what_a_file_leaves_out(
    admin: Browser, browse: Browse, make: Make, session: Session, role: str
) -> None:
    """An employer belongs to no programme: whoever looks after one may not close its people."""
    desk = browse(make.person("Pia", roles=[role]))
    assert LABEL in admin.get("/organisation/imports").text
    assert LABEL not in desk.get("/organisation/imports").text
    refused = upload(desk, UNITS, 403, complete="y")
    assert "Only an administrator of everything can close" in refused.text
    assert session.scalar(select(func.count()).select_from(OrgImport)) == 0
    session.rollback()
    upload(admin, UNITS, complete="y")
    assert session.scalars(select(OrgImport.complete)).all() == [True]


def test_who_is_no_administrator_any_more_cannot_confirm(session: Session, make: Make) -> None:
    by = actor_of(make.person("Zara", roles=["coordinator"]))
    taken = OrgImport(
        file_name="a",
        employer="b",
        complete=True,
        language="sv",
        asked_at=now(),
        asked_by_id=by.person_id,
        state="preview",
        preview={"fault_count": 0},
    )
    session.add(taken)
    session.flush()
    with pytest.raises(Forbidden):
        imports.confirm(session, taken, seen="", by=by, at=now())


def test_an_import_is_seen_by_who_uploaded_it_and_by_administrators(
    admin: Browser, desk: Browser, browse: Browse, make: Make
) -> None:
    page = upload(desk, UNITS)
    other = browse(make.person("Olga", roles=["coordinator"], programme=make.programme("other")))
    for own in (desk, admin):
        own.follow(page)
        assert "staff.csv" in own.get("/organisation/imports").text
    other.follow(page, 404)
    other.post(f"{page.location}/drop", status=404)
    assert "staff.csv" not in other.get("/organisation/imports").text


def test_every_export_is_written_down(desk: Browser, make: Make, session: Session) -> None:
    make.unit("Köket")
    tree = desk.get("/organisation")
    for what in ("organisation.xlsx", "units.csv", "people.csv"):
        url = f"/organisation/export/{what}"
        desk.post(url, tree.form(url), 200)
    desk.get("/organisation/export/people.csv", 405)
    lines = session.scalars(select(AuditLine).order_by(AuditLine.number)).all()
    assert [(line.event, line.subject) for line in lines] == [
        ("organisation.exported", "export:organisation"),
        ("organisation.exported", "export:units"),
        ("organisation.exported", "export:people"),
    ]
