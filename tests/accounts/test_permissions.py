"""Where a role holds: everywhere, in a programme, in one edition; and acting as one of several."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.accounts.models import RoleGrant
from awards.accounts.queries import visit_of_key
from awards.core.db import Database
from awards.core.errors import NotFound
from awards.core.permissions import HELD_BY, ROLE_WORDS, Actor, Grant, Permission, Role
from awards.juries.queries import editions_of, possible_members
from awards.programmes.models import Phase
from awards.programmes.queries import award_for, edition_for, editions_for
from tests.factories import Make, actor_of, open_session

SEE = Permission.SEE_RESULTS
HERE = frozenset({Grant("lund", Role.ADVISER, "2026")})
WHOLE = frozenset({Grant("lund", Role.ADVISER)})


@pytest.mark.parametrize(
    ("grants", "asked", "held"),
    [
        (HERE, (), True),
        (HERE, ("lund",), False),
        (HERE, ("lund", "2026"), True),
        (HERE, ("lund", "2025"), False),
        (HERE, ("sandnes", "2026"), False),
        (WHOLE, ("lund",), True),
        (WHOLE, ("lund", "2025"), True),
        (frozenset(), (), False),
        (frozenset({Grant(None, Role.ADVISER)}), ("lund", "2025"), True),
    ],
)
def test_a_role_holds_in_its_edition_only(
    grants: frozenset[Grant], asked: tuple[str, ...], held: bool
) -> None:
    assert Actor("x", grants=grants).may(SEE, *asked) is held


def test_places_are_programmes_and_single_editions() -> None:
    both = Actor("x", grants=HERE | {Grant("sandnes", Role.CHAIR), Grant("malmo", Role.JUROR)})
    assert both.places_with(SEE) == {"2026", "sandnes"}
    assert both.programmes_with(SEE) == {"sandnes"}


def test_acting_as_one_role_leaves_the_others_behind() -> None:
    both = Actor("x", grants=HERE | {Grant("lund", Role.COORDINATOR)})
    adviser = both.acting_as(Role.ADVISER)
    assert (adviser.roles, adviser.may(Permission.TRIAGE)) == ((Role.ADVISER,), False)
    assert (adviser.person_id, adviser.may(SEE, "lund", "2026")) == ("x", True)


def test_every_role_has_a_name_and_may_do_something() -> None:
    assert (set(ROLE_WORDS), set(HELD_BY)) == (set(Role), set(Role))
    assert all(HELD_BY.values())


def test_a_secretary_decides_without_a_vote_and_an_adviser_only_looks() -> None:
    assert HELD_BY[Role.SECRETARY] == {Permission.SEE_RESULTS, Permission.DECIDE}
    assert HELD_BY[Role.ADVISER] == {Permission.SEE_RESULTS}


def test_a_grant_in_one_edition_opens_that_edition_only(
    make: Make, session: Session, database: Database
) -> None:
    old = make.award(make.edition(Phase.DELIBERATION, slug="2025", year=2025))
    new = make.award(make.edition(Phase.DELIBERATION, slug="2026"))
    person = make.person()
    session.add(
        RoleGrant(
            person_id=person.id,
            programme_id=new.edition.programme_id,
            edition_id=new.edition_id,
            role=Role.CHAIR,
        )
    )
    session.commit()
    key = open_session(database, person)
    found = visit_of_key(session.connection(), key)
    assert found is not None
    actor = found.actor
    assert actor == actor_of(person)
    assert [e.slug for e in editions_for(session, actor, SEE)] == ["2026"]
    assert edition_for(session, actor, SEE).slug == "2026"
    assert award_for(session, actor, SEE, new.id) is new
    with pytest.raises(NotFound):
        award_for(session, actor, SEE, old.id)
    for award in (old, new):
        make.seat(person, award)
    assert [e.slug for e in editions_of(session, actor)] == ["2026"]
    assert possible_members(session, new.edition) == {person: True}
    assert possible_members(session, old.edition) == {}


@pytest.mark.parametrize("one_edition", [True, False])
def test_the_same_role_is_not_held_twice_in_the_same_place(
    make: Make, session: Session, one_edition: bool
) -> None:
    edition, person = make.edition(), make.person()

    def grant() -> None:
        where = edition.id if one_edition else None
        programme = edition.programme_id
        row = RoleGrant(programme_id=programme, edition_id=where, role=Role.JUROR)
        session.add(row)
        row.person_id = person.id
        session.flush()

    grant()
    with pytest.raises(IntegrityError):
        grant()
    session.rollback()
