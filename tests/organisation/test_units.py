"""Units: added, renamed from a day, moved, given a manager, closed; and what is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from awards.accounts.models import OrgKind, OrgUnit
from awards.accounts.organisation import rules
from awards.accounts.organisation.actions.units import rename
from awards.audit.models import AuditLine
from awards.core.clock import day_of
from awards.core.db import Database
from awards.core.errors import WrongInput
from awards.core.permissions import SYSTEM
from awards.decisions.queries import identities_of
from awards.programmes.models import EligibleOrganisation, Phase
from awards.triage.originals import identities
from tests.counting import queries_of
from tests.factories import Make
from tests.page import Browser, Page

Browse = Callable[..., Browser]
TODAY = day_of(datetime.now(UTC))
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def desk(browse: Browse, make: Make) -> Browser:
    return browse(make.person("Zara Zamordnare", email="z@example.org", roles=["coordinator"]))


@pytest.fixture
def care(make: Make) -> dict[str, OrgUnit]:
    city = make.unit("Lunds kommun", kind=OrgKind.EMPLOYER)
    care = make.unit("Vård och omsorg", city, kind=OrgKind.ADMINISTRATION, code="100")
    home = make.unit("Hemvården", care, code="110")
    return {"city": city, "care": care, "home": home}


def again(session: Session) -> None:
    """Read every unit anew, and let go of the database for the next page."""
    session.expire_all()
    session.scalars(
        select(OrgUnit).options(selectinload(OrgUnit.former_names)),
        execution_options={"populate_existing": True},
    ).all()
    session.commit()


def send(desk: Browser, unit: OrgUnit, verb: str, status: int = 302, fields: Any = None) -> Page:
    address = f"/organisation/units/{unit.id}"
    form = desk.get(address).form(f"{address}/{verb}")
    return desk.post(f"{address}/{verb}", form | (fields or {}), status)


def test_the_tree_shows_who_works_where(
    desk: Browser, make: Make, care: dict[str, OrgUnit]
) -> None:
    boss = make.person("Kim Ek", unit=care["home"])
    make.person("Sam Lind", unit=care["home"])
    make.person("Gone Berg", unit=care["home"], active=False)
    care["home"].manager_id = boss.id
    make.session.commit()
    page = desk.get("/organisation")
    assert "Hemvården 2 people Manager: Kim Ek 110" in page.text
    assert "Vård och omsorg 2 people 100" in page.text
    assert f"/organisation/units/{care['home'].id}" in page.links


def test_no_more_questions_for_a_larger_organisation(
    desk: Browser, make: Make, care: dict[str, OrgUnit], database: Database
) -> None:
    person = make.person("Kim Ek", unit=care["home"])
    pages = {
        "/organisation": 5,
        f"/organisation/units/{care['care'].id}": 8,
        "/organisation/people": 5,
        "/organisation/people?q=kim": 5,
        f"/organisation/people/{person.id}": 6,
        "/organisation/imports": 5,
    }

    def asked() -> dict[str, int]:
        make.session.rollback()
        return {path: queries_of(database, partial(desk.get, path)) for path in pages}

    before = asked()
    for number in range(5):
        unit = make.unit(f"Enhet {number}", care["care"])
        make.person(f"Kim {number}", unit=unit)
        make.person(f"Kim Vård {number}", unit=care["care"])
    assert asked() == before
    assert {path: count for path, count in before.items() if count > pages[path]} == {}


def test_a_unit_is_added_by_hand(desk: Browser, session: Session, care: dict[str, OrgUnit]) -> None:
    form = desk.get(f"/organisation/units/new?parent={care['care'].id}").form(
        "/organisation/units/new"
    )
    assert (form["parent"], form["parent-text"]) == (care["care"].id, "Vård och omsorg")
    page = desk.post("/organisation/units/new", form | {"unit_name": "Dagvården", "code": "120"})
    assert "Dagvården" in desk.follow(page).h1
    added = session.scalars(select(OrgUnit).where(OrgUnit.code == "120")).one()
    assert (added.parent_id, added.employer_id) == (care["care"].id, care["city"].id)


def test_an_employer_is_added_to_an_empty_organisation(desk: Browser, session: Session) -> None:
    assert "No organisation yet" in desk.get("/organisation").text
    desk.post("/organisation/units/new", {"unit_name": "Sandnes kommune", "kind": "employer"})
    added = session.scalars(select(OrgUnit)).one()
    assert (added.name, added.employer_id) == ("Sandnes kommune", added.id)


def test_a_code_belongs_to_one_unit(desk: Browser, care: dict[str, OrgUnit]) -> None:
    fields = {"unit_name": "X", "kind": "unit", "parent-text": "Hemvården", "code": "100"}
    page = desk.post("/organisation/units/new", fields, 409)
    assert "Vård och omsorg already has the code 100." in page.text
    assert page.form("/organisation/units/new")["unit_name"] == "X"


def test_old_nominations_keep_the_name_of_their_day(
    desk: Browser, make: Make, session: Session, care: dict[str, OrgUnit]
) -> None:
    award = make.award(make.edition(Phase.TRIAGE))
    old = make.nomination(
        award, units=[care["care"]], arrived_at=datetime.now(UTC) - timedelta(days=9)
    )
    new = make.nomination(award, units=[care["care"]], arrived_at=datetime.now(UTC))
    candidate = make.candidate(nomination=old)
    send(
        desk,
        care["care"],
        "rename",
        fields={"rename-new_name": "Omsorgen", "rename-day": YESTERDAY.isoformat()},
    )
    shown = [desk.get(f"/triage/nominations/{n.id}").text for n in (old, new)]
    assert ["Vård och omsorg" in text for text in shown] == [True, False]
    assert ["Omsorgen" in text for text in shown] == [False, True]
    again(session)
    assert identities_of(session, award, [candidate.id])[candidate.id].units == "Vård och omsorg"
    again(session)
    page = desk.get(f"/organisation/units/{care['care'].id}")
    assert page.h1 == "Omsorgen"
    assert "Names before Vård och omsorg until" in page.text


def test_the_jurys_text_gives_away_neither_the_old_name_nor_the_new(
    make: Make, session: Session, desk: Browser, care: dict[str, OrgUnit]
) -> None:
    nomination = make.nomination(units=[care["care"]])
    send(desk, care["care"], "rename", fields={"rename-new_name": "Omsorgen"})
    again(session)
    names = {one.name for one in identities([nomination]) if one.kind == "administration"}
    assert names == {"Omsorgen", "Vård och omsorg"}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY + timedelta(days=2), "The day has not come yet."),
        (date(2020, 1, 1), "The unit began on that day, or later."),
        ("", "Choose the day from which the name counts."),
    ],
)
def test_a_name_begins_on_a_day_that_can_be(
    desk: Browser, make: Make, session: Session, day: object, words: str
) -> None:
    unit = make.unit("Skolan", valid_from=date(2020, 1, 1))
    fields = {"rename-new_name": "Nya skolan", "rename-day": str(day)}
    page = send(desk, unit, "rename", 422, fields)
    assert words in page.text
    assert page.form(f"/organisation/units/{unit.id}/rename")["rename-new_name"] == "Nya skolan"
    again(session)
    assert unit.name == "Skolan"


def test_names_can_not_overlap(desk: Browser, make: Make) -> None:
    unit = make.unit("A")
    send(desk, unit, "rename", fields={"rename-new_name": "B", "rename-day": YESTERDAY.isoformat()})
    fields = {"rename-new_name": "C", "rename-day": YESTERDAY.isoformat()}
    page = send(desk, unit, "rename", 422, fields)
    assert "The unit got its present name on that day, or later." in page.text


def test_a_unit_moves_with_everything_below(
    desk: Browser, make: Make, session: Session, care: dict[str, OrgUnit]
) -> None:
    company = make.unit("Kraftringen AB", kind=OrgKind.COMPANY)
    send(desk, care["care"], "move", fields={"move-parent": company.id, "move-parent-text": ""})
    again(session)
    assert (care["care"].parent_id, care["home"].parent_id) == (company.id, care["care"].id)
    assert {care["care"].employer_id, care["home"].employer_id} == {company.id}


def test_a_circle_is_refused(desk: Browser, session: Session, care: dict[str, OrgUnit]) -> None:
    fields = {"move-parent": care["home"].id, "move-parent-text": "Hemvården"}
    page = send(desk, care["care"], "move", 409, fields)
    assert (
        "Vård och omsorg cannot belong to Hemvården, because Hemvården is a part of it."
        in page.text
    )
    again(session)
    assert care["care"].parent_id == care["city"].id


def test_a_unit_has_one_manager(
    desk: Browser, make: Make, session: Session, care: dict[str, OrgUnit]
) -> None:
    for name in ("Kim Ek", "Sam Lind"):
        make.person(name)
        send(
            desk,
            care["home"],
            "manager",
            fields={"manager-person": "", "manager-person-text": name},
        )
        again(session)
        assert name in desk.get(f"/organisation/units/{care['home'].id}").text
    assert "Kim Ek" not in desk.get("/organisation").text
    send(desk, care["home"], "manager", fields={"manager-person": "", "manager-person-text": ""})
    again(session)
    assert care["home"].manager_id is None


def test_a_unit_in_use_is_not_closed(
    desk: Browser, make: Make, session: Session, care: dict[str, OrgUnit]
) -> None:
    page = send(desk, care["care"], "close", 409)
    assert "A unit belongs to Vård och omsorg. Move or close it first." in page.text
    person = make.person("Kim Ek", unit=care["home"])
    page = send(desk, care["home"], "close", 409)
    assert "Somebody works in Hemvården. Move them to another unit first." in page.text
    other = make.person("Lo Ek", unit=care["home"])
    page = send(desk, care["home"], "close", 409)
    assert "2 people work in Hemvården. Move them to another unit first." in page.text
    person.active = other.active = False
    session.commit()
    send(desk, care["home"], "close", fields={"close-day": YESTERDAY.isoformat()})
    assert "Hemvården" not in desk.get("/organisation").text
    assert "Hemvården 110 Closed" in desk.get("/organisation?closed=1").text
    desk.get(f"/organisation/units/{care['home'].id}")
    desk.post(f"/organisation/units/{care['home'].id}/reopen")
    assert "Hemvården" in desk.get("/organisation").text


@pytest.mark.parametrize(("phase", "status"), [(Phase.SCORING, 409), (Phase.DELIBERATION, 302)])
def test_a_unit_that_a_round_names_is_not_closed(
    desk: Browser, make: Make, session: Session, care: dict[str, OrgUnit], phase: Phase, status: int
) -> None:
    edition = make.edition(phase)
    session.add(EligibleOrganisation(edition_id=edition.id, org_unit_id=care["home"].id))
    session.commit()
    page = send(desk, care["home"], "close", status)
    if status == 409:
        assert "The staff of Hemvården may be nominated in a round" in page.text
    session.expire_all()
    assert (care["home"].valid_to is None) == (status == 409)


def test_two_who_change_the_same_unit_do_not_overwrite_each_other(
    desk: Browser, session: Session, care: dict[str, OrgUnit]
) -> None:
    address = f"/organisation/units/{care['home'].id}"
    first = desk.get(address).form(f"{address}/rename")
    send(
        desk,
        care["home"],
        "rename",
        fields={"rename-new_name": "Hemtjänsten", "rename-day": YESTERDAY.isoformat()},
    )
    page = desk.post(f"{address}/rename", first | {"rename-new_name": "Mitt namn"}, 409)
    assert "Somebody else has saved changes after you opened this page." in page.text
    assert page.form(f"{address}/rename")["rename-new_name"] == "Mitt namn"
    again(session)
    assert care["home"].name == "Hemtjänsten"
    desk.post(f"{address}/rename", page.form(f"{address}/rename"))
    again(session)
    assert care["home"].name == "Mitt namn"


def test_each_step_is_written_down(
    desk: Browser, make: Make, session: Session, care: dict[str, OrgUnit]
) -> None:
    kim = make.person("Kim Ek")
    send(
        desk,
        care["home"],
        "rename",
        fields={"rename-new_name": "H", "rename-day": YESTERDAY.isoformat()},
    )
    send(
        desk,
        care["home"],
        "manager",
        fields={"manager-person": kim.id, "manager-person-text": "Kim Ek"},
    )
    send(
        desk, care["home"], "move", fields={"move-parent": care["city"].id, "move-parent-text": ""}
    )
    send(desk, care["home"], "close", fields={"close-day": TODAY.isoformat()})
    lines = session.scalars(select(AuditLine).order_by(AuditLine.number)).all()
    assert [(line.event, line.subject, line.details) for line in lines] == [
        ("unit.renamed", f"unit:{care['home'].id}", {"until": YESTERDAY.isoformat()}),
        ("unit.manager-set", f"unit:{care['home'].id}", {"person_id": kim.id}),
        ("unit.moved", f"unit:{care['home'].id}", {"parent_id": care["city"].id}),
        ("unit.closed", f"unit:{care['home'].id}", {"valid_to": TODAY.isoformat()}),
    ]


def test_a_parent_below_the_unit_is_a_cycle() -> None:
    top, below = OrgUnit(id="a", name="A"), OrgUnit(id="b", name="B")
    with pytest.raises(rules.Cycle):
        rules.require_no_cycle(top, below, {"a": None, "b": "a"})
    rules.require_no_cycle(below, top, {"a": None, "b": "a"})


@pytest.mark.parametrize(("hour", "is_closed"), [(21, False), (22, True)])
def test_a_unit_is_open_until_its_last_midnight_here(
    desk: Browser,
    make: Make,
    care: dict[str, OrgUnit],
    monkeypatch: pytest.MonkeyPatch,
    hour: int,
    is_closed: bool,
) -> None:
    """Half past midnight in Stockholm is still yesterday in UTC."""
    gone = make.unit("Kvällslaget", care["care"], valid_to=date(2026, 7, 1))
    moment = datetime(2026, 7, 1, hour, 30, tzinfo=UTC)
    for view in ("tree", "units"):
        monkeypatch.setattr(f"awards.accounts.organisation.views.{view}.now", lambda: moment)
    assert ("Kvällslaget" not in desk.get("/organisation").text) is is_closed
    unit = desk.get(f"/organisation/units/{gone.id}")
    assert (">Closed<" in unit.html) is is_closed


def test_just_after_midnight_a_unit_is_renamed_from_today(
    make: Make, session: Session, care: dict[str, OrgUnit]
) -> None:
    night = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    home = session.get_one(OrgUnit, care["home"].id)
    rename(session, home, name="Hemmet", day=date(2026, 7, 2), by=SYSTEM, at=night)
    assert [(old.name, old.until) for old in home.former_names] == [("Hemvården", date(2026, 7, 2))]
    with pytest.raises(WrongInput):
        rename(session, home, name="Huset", day=date(2026, 7, 3), by=SYSTEM, at=night)
