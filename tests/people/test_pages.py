"""People and roles in the browser, and acting as one of several roles."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person, RoleGrant
from awards.core.db import Database
from awards.core.permissions import Role
from awards.mail.models import MailState, OutboxMail
from awards.programmes.models import Phase
from tests.counting import queries_of
from tests.factories import Make
from tests.page import Browser, text_of

Browse = Callable[..., Browser]
ROLES, INVITE = "/people/lund/roles", "/people/lund/invite"


@pytest.fixture
def coordinator(make: Make) -> Person:
    return make.person("Ko Coordinator", roles=["coordinator"])


@pytest.fixture
def desk(browse: Browse, coordinator: Person) -> Browser:
    return browse(coordinator)


def _grants(session: Session, person: Person) -> list[tuple[Role, str | None]]:
    wanted = select(RoleGrant.role, RoleGrant.edition_id).where(RoleGrant.person_id == person.id)
    found = [(row.role, row.edition_id) for row in session.execute(wanted)]
    session.commit()
    return found


def test_everybody_is_listed_by_role(make: Make, desk: Browser) -> None:
    make.person("Jo Juror", roles=["juror"])
    page = desk.get("/people")
    headings = [text_of(h) for h in page.all("h2")][:2]
    assert headings == ["Coordinator 1", "Juror 1"]
    assert "Nobody has these roles: Administrator, Jury chair," in page.text
    assert "The last one" in page.text


def test_a_role_is_given_by_typing_a_name(make: Make, desk: Browser, session: Session) -> None:
    edition = make.edition(Phase.UPCOMING)
    person = make.person("Nils Holm", email="nils@example.org")
    form = desk.get("/people").form(ROLES)
    form |= {"person-text": "nils", "role": "juror", "edition": edition.id}
    page = desk.follow(desk.post(ROLES, form))
    assert "Nils Holm has the role. The mail about it waits in the outbox." in page.text
    assert _grants(session, person) == [(Role.JUROR, edition.id)]
    assert session.scalars(select(OutboxMail.state)).all() == [MailState.HELD]
    session.commit()
    again = desk.follow(desk.post(ROLES, form))
    assert "Nils Holm has that role already." in again.text


def test_what_was_typed_is_kept(make: Make, desk: Browser) -> None:
    make.edition(Phase.UPCOMING)
    desk.get("/people")
    page = desk.post(ROLES, {"person-text": "Nobody Such", "role": "juror"}, 422)
    assert "Nobody here fits that." in page.text
    assert page.form(ROLES)["role"] == "juror"
    page = desk.post(ROLES, {"person-text": "Ko Coordinator", "role": ""}, 422)
    assert "Choose a role." in page.text


def test_a_coordinator_is_offered_no_administrator(
    make: Make, desk: Browser, session: Session
) -> None:
    person = make.person("Nils Holm")
    page = desk.get("/people")
    offered = [option.get("value") for option in page.first("select", id="role").iter("option")]
    assert offered == ["", *(role.value for role in Role if role is not Role.ADMIN)]
    desk.post(ROLES, {"person": person.id, "role": "admin"}, 422)
    assert _grants(session, person) == []


def test_a_role_is_taken_away(make: Make, desk: Browser, session: Session) -> None:
    juror = make.person("Jo Juror", roles=["juror"])
    grant = juror.grants[0].id
    session.commit()
    desk.get("/people")
    page = desk.follow(desk.post(f"/people/roles/{grant}/remove"))
    assert "The role is taken away." in page.text
    assert _grants(session, juror) == []


def test_the_last_coordinator_cannot_be_taken_away(
    desk: Browser, coordinator: Person, session: Session
) -> None:
    grant = coordinator.grants[0].id
    session.commit()
    desk.get("/people")
    page = desk.post(f"/people/roles/{grant}/remove", status=409)
    assert "This is the last one with this role." in page.text
    assert _grants(session, coordinator) == [(Role.COORDINATOR, None)]


def test_another_programmes_people_are_not_there(make: Make, browse: Browse) -> None:
    juror = make.person("Jo Juror", roles=["juror"])
    elsewhere = make.programme("sandnes")
    stranger = browse(make.person("St Ranger", roles=["coordinator"], programme=elsewhere))
    assert "Jo Juror" not in stranger.get("/people").text
    stranger.get("/people?programme=lund", 404)
    stranger.get(INVITE, 404)
    stranger.post(ROLES, {"person": juror.id, "role": "juror"}, 404)
    stranger.post(f"/people/roles/{juror.grants[0].id}/remove", status=404)


@pytest.mark.parametrize("role", ["juror", "chair", "secretary", "adviser", "auditor"])
def test_others_give_no_roles(make: Make, browse: Browse, role: str) -> None:
    browser = browse(make.person(roles=[role]))
    browser.get("/people", 403)
    browser.get(INVITE, 403)


def test_a_guest_is_invited(make: Make, desk: Browser, session: Session) -> None:
    assert make.session
    form = desk.get(INVITE).form(INVITE)
    assert (form["role"], form["language"]) == ("juror", "sv")
    form |= {"name": "Ida Nord", "email": "ida@example.no", "language": "nb", "role": "adviser"}
    page = desk.follow(desk.post(INVITE, form))
    assert "The invitation to Ida Nord waits in the outbox." in page.text
    guest = session.scalars(select(Person).where(Person.email == "ida@example.no")).one()
    assert _grants(session, guest) == [(Role.ADVISER, None)]
    assert "Norwegian" not in page.text


def test_a_guest_who_is_here_already_is_not_added_again(make: Make, desk: Browser) -> None:
    make.person(email="ida@example.no")
    form = desk.get(INVITE).form(INVITE)
    form |= {"name": "Ida Nord", "email": "Ida@Example.no"}
    page = desk.post(INVITE, form, 422)
    assert "Somebody with this address is here already." in page.text
    assert page.form(INVITE)["name"] == "Ida Nord"


def test_the_list_asks_the_same_for_few_and_for_many(
    make: Make, desk: Browser, database: Database
) -> None:
    few = queries_of(database, lambda: desk.get("/people"))
    for number in range(8):
        make.person(f"Juror {number}", roles=["juror", "adviser"])
    assert queries_of(database, lambda: desk.get("/people")) == few
    assert few <= 6


# — acting as —


@pytest.fixture
def both(make: Make, browse: Browse) -> Browser:
    award = make.award(make.edition(Phase.TRIAGE))
    make.nomination(award)
    return browse(make.person("Bo Both", roles=["coordinator", "auditor", "juror"]))


def test_whoever_acts_as_auditor_cannot_triage(both: Browser) -> None:
    assert "Coordinator, Juror, Auditor" in both.get("/home").text
    both.get("/triage")
    page = both.follow(both.post("/acting-as", {"role": "auditor"}))
    header = text_of(page.first("header"))
    assert ("Auditor" in header, "Coordinator, Juror" in header) == (True, False)
    both.get("/triage", 403)
    both.get("/outbox", 403)
    both.get("/audit")
    both.post("/acting-as", {"role": ""})
    both.get("/triage")


def test_the_switch_offers_the_other_roles_and_all_of_them(both: Browser) -> None:
    def offered() -> list[str]:
        form = both.get("/home").first("form", action="/acting-as")
        return [text_of(button) for button in form.iter("button")]

    assert offered() == ["Coordinator", "Juror", "Auditor"]
    both.post("/acting-as", {"role": "juror"})
    assert offered() == ["All my roles", "Coordinator", "Auditor"]


def test_nobody_acts_in_a_role_that_is_not_theirs(both: Browser) -> None:
    both.get("/home")
    both.post("/acting-as", {"role": "admin"}, 404)
    both.get("/set-up/programmes/new", 403)


def test_somebody_with_one_role_has_nothing_to_switch(make: Make, browse: Browse) -> None:
    page = browse(make.person(roles=["juror"])).get("/home")
    assert page.all("form", action="/acting-as") == []


def test_a_role_that_is_taken_away_is_not_acted_in(
    make: Make, browse: Browse, session: Session
) -> None:
    person = make.person(roles=["juror", "auditor"])
    browser = browse(person)
    browser.get("/home")
    browser.post("/acting-as", {"role": "auditor"})
    for grant in person.grants:
        if grant.role is Role.AUDITOR:
            session.delete(grant)
    session.commit()
    browser.get("/audit", 403)
    browser.get("/scoring")


def test_who_asks_is_still_looked_up_in_one_query(
    make: Make, browse: Browse, database: Database
) -> None:
    browser = browse(make.person(roles=["juror", "auditor"]))
    browser.get("/home")
    before = queries_of(database, lambda: browser.get("/accessibility"))
    browser.post("/acting-as", {"role": "auditor"})
    assert (before, queries_of(database, lambda: browser.get("/accessibility"))) == (1, 1)
