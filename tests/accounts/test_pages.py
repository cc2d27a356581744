"""Signing in, out, and the audit trail."""

from collections.abc import Callable

from awards.accounts.models import Person
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]


def test_home_asks_a_stranger_to_sign_in(browse: Browse) -> None:
    assert browse().get("/home", 302).location == "/sign-in?next=/home"


def test_signed_in_person_reaches_home(browse: Browse, make: Make) -> None:
    person: Person = make.person(roles=["coordinator"])
    assert browse(person).get("/home").status == 200
