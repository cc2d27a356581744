"""An administrator of everything: who it is, what they may, and how the first one is made."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.accounts.actions import begin_session, make_administrator
from awards.accounts.models import Person, RoleGrant, SignInWay
from awards.accounts.queries import visit_of_key
from awards.audit.models import AuditLine
from awards.core.clock import now
from awards.core.db import Database
from awards.core.errors import WrongInput
from awards.core.permissions import SYSTEM, Actor, Grant, Permission, Role
from tests.counting import queries_of
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]


def _admin(session: Session, address: str = "kim@example.org") -> Person:
    person = make_administrator(session, address, by=SYSTEM, at=now())
    session.commit()
    return person


def _loaded(session: Session, person: Person) -> Actor:
    key = _key(session, person)
    found = visit_of_key(session.connection(), key)
    assert found
    return found.actor


def _key(session: Session, person: Person) -> str:
    key = begin_session(session, person, way=SignInWay.LINK, device="", at=now())
    session.commit()
    return key


def test_an_administrator_of_everything_is_one_in_an_empty_database(session: Session) -> None:
    actor = _loaded(session, _admin(session))
    assert actor.grants == {Grant(None, Role.ADMIN)}
    assert actor.may(Permission.ADMINISTER)
    assert actor.may_everywhere(Permission.ADMINISTER)
    assert actor.programmes_with(Permission.ADMINISTER) == frozenset()
    assert not actor.may(Permission.TRIAGE)


def test_an_administrator_of_everything_is_one_in_every_programme(
    session: Session, make: Make
) -> None:
    lund, sandnes = make.programme("lund"), make.programme("sandnes")
    actor = _loaded(session, _admin(session))
    assert actor.programmes_with(Permission.ADMINISTER) == {lund.id, sandnes.id}
    assert actor.may(Permission.ADMINISTER, lund.id)
    assert actor.may(Permission.ADMINISTER, "a programme that is made later")
    assert actor.roles == (Role.ADMIN,)


def test_an_administrator_of_one_programme_is_nothing_in_another(
    session: Session, make: Make
) -> None:
    lund, sandnes = make.programme("lund"), make.programme("sandnes")
    actor = _loaded(session, make.person(roles=["admin"], programme=lund))
    assert actor.programmes_with(Permission.ADMINISTER) == {lund.id}
    assert not actor.may(Permission.ADMINISTER, sandnes.id)
    assert not actor.may_everywhere(Permission.ADMINISTER)


def test_other_roles_held_beside_it_stay_in_their_programme(session: Session, make: Make) -> None:
    lund, sandnes = make.programme("lund"), make.programme("sandnes")
    make.person(email="kim@example.org", roles=["coordinator"], programme=lund)
    actor = _loaded(session, _admin(session))
    assert actor.programmes_with(Permission.TRIAGE) == {lund.id}
    assert actor.programmes_with(Permission.ADMINISTER) == {lund.id, sandnes.id}


def test_only_an_administrator_may_be_it_everywhere(session: Session, make: Make) -> None:
    person = make.person()
    session.add(RoleGrant(person_id=person.id, programme_id=None, role=Role.JUROR))
    with pytest.raises(IntegrityError):
        session.flush()


def test_nobody_is_administrator_of_everything_twice(session: Session) -> None:
    person = _admin(session)
    session.add(RoleGrant(person_id=person.id, programme_id=None, role=Role.ADMIN))
    with pytest.raises(IntegrityError):
        session.flush()


def test_asking_twice_makes_one_administrator(session: Session) -> None:
    first, again = _admin(session), _admin(session, " KIM@example.org ")
    assert (again.id, again.name) == (first.id, "kim")
    assert len(session.scalars(select(RoleGrant)).all()) == 1
    lines = session.scalars(select(AuditLine).order_by(AuditLine.number)).all()
    assert [(line.actor_id, line.event) for line in lines] == [
        ("system", "person.added"),
        ("system", "role.granted"),
    ]
    assert lines[1].details == {"edition_id": None, "person_id": first.id, "role": "admin"}


def test_somebody_who_has_left_is_not_made_administrator(session: Session, make: Make) -> None:
    make.person(email="kim@example.org", active=False)
    with pytest.raises(WrongInput, match="may not sign in any more"):
        _admin(session)


@pytest.mark.parametrize("address", ["", "kim", "kim@", "kim@lund", "kim ek@example.org"])
def test_what_is_no_address_makes_no_administrator(session: Session, address: str) -> None:
    with pytest.raises(WrongInput):
        _admin(session, address)
    assert session.scalars(select(Person)).all() == []


def test_the_command_makes_the_first_administrator_and_says_what_next(
    app: Flask, browse: Browse, session: Session
) -> None:
    runner = app.test_cli_runner()
    said = runner.invoke(args=["awards", "admin", "Kim@Example.org", "--name", "Kim Ek"])
    assert (said.exit_code, said.output.splitlines()) == (
        0,
        [
            "kim@example.org is administrator of everything.",
            "To sign in, ask for a link on the sign-in page, or print one:",
            "  flask --app app awards sign-in-link kim@example.org",
        ],
    )
    person = session.scalars(select(Person)).one()
    session.commit()
    assert "Kim Ek" in browse(person).get("/home").text


def test_the_command_refuses_what_is_no_address(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["awards", "admin", "kim"])
    assert (said.exit_code, said.output) == (
        1,
        "Write an e-mail address like name@example.com.\n",
    )


def test_the_trail_is_open_to_an_administrator_of_everything(
    browse: Browse, make: Make, session: Session
) -> None:
    _admin(session, "someone@example.org")
    make.edition()
    browser = browse(_admin(session))
    page = browser.get("/audit")
    assert "person.added" in page.text
    assert "role.granted" in page.text


def test_programmes_cost_an_administrator_no_more_queries(
    database: Database, session: Session, make: Make
) -> None:
    person = _admin(session)
    key = _key(session, person)
    for slug in ("lund", "sandnes", "bodo"):
        make.programme(slug)
    assert queries_of(database, lambda: visit_of_key(session.connection(), key)) == 1
