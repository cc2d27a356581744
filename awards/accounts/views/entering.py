"""The sign-in page, and the moment somebody is let in."""

import secrets
from collections.abc import Callable

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_user

from awards.accounts import actions, queries
from awards.accounts.devices import device_of
from awards.accounts.forms import SignInForm
from awards.accounts.models import Person, SignInWay
from awards.accounts.rules import SignInRefused
from awards.accounts.views.blueprint import bp, provider
from awards.core.clock import now
from awards.core.errors import DomainError
from awards.core.permissions import Role
from awards.web.access import SignedIn, current_actor, public
from awards.web.db import get_session, kept_session
from awards.web.loopback import demo_open
from awards.web.navigation import ROLE_NAMES
from awards.web.returning import local_path

Enter = Callable[..., tuple[Person, str]]
"""Given a session that writes and the time, lets somebody in or raises SignInRefused: returns who
it is, and the path they wanted."""


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for a sign-in link, or go to the organisation's own sign-in."""
    return sign_in_page(SignInForm())


def sign_in_page(
    form: SignInForm | None = None, status: int = 200, problem: DomainError | None = None
) -> ResponseReturnValue:
    """Show the sign-in page, with what went wrong on top."""
    words = gettext(problem.message, **problem.values) if problem else ""
    page = render_template(
        "accounts/sign_in.html",
        form=form or SignInForm(formdata=None),
        groups=_demo_people() if demo_open() else [],
        next=wanted_path(url_for("home.overview")),
        problem=words,
        contacts=queries.contacts(get_session()) if _is_stranger(problem) else [],
        provider=provider() is not None,
    )
    return page, status


def _is_stranger(problem: DomainError | None) -> bool:
    """Say whether somebody has to be told whom to ask."""
    return isinstance(problem, actions.NobodyHere)


def _demo_people() -> list[tuple[str, list[Person]]]:
    """Return the demo's people by role, for the one-click list."""
    people = queries.people_with_roles(get_session())
    groups = [
        (str(ROLE_NAMES[role]), [p for p in people if any(g.role == role for g in p.grants)])
        for role in Role
    ]
    return [(name, members) for name, members in groups if members]


def wanted_path(otherwise: str = "") -> str:
    """Return where to go after signing in: a path of ours, never another site."""
    return local_path(request.values.get("next"), otherwise)


def let_in(enter: Enter, *, way: SignInWay, once: str | None = None) -> str:
    """Let somebody in and begin their session; return the path to go to.

    What was refused is written down, too: that stays although the page answers with an error.
    """
    at = now()
    try:
        with kept_session() as writing:
            person, wanted = enter(writing, at)
            device = device_of(request.user_agent.string)
            key = actions.begin_session(writing, person, way=way, device=device, at=at, once=once)
    except SignInRefused as refused:
        note_refused(refused)
        raise
    _start(person, key)
    return local_path(wanted, url_for("home.overview"))


def note_refused(refused: SignInRefused) -> None:
    """Write down that somebody was not let in, and why."""
    with kept_session() as writing:
        actions.note_refusal(writing, why=refused.why, at=now())


def _start(person: Person, key: str) -> None:
    """Give the browser its new session: nothing of an earlier visitor's is carried over."""
    if current_user.is_authenticated:
        by, earlier = current_actor(), current_user.session_id
        with kept_session() as writing:
            actions.end_over(writing, earlier, why="replaced", by=by, at=now())
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session["nonce"] = secrets.token_hex(8)
    session.permanent = True
    login_user(SignedIn(current_actor(), language=person.language, key=key, session_id=""))


@bp.post("/sign-in/demo/<person_id>")
@public
def demo_sign_in(person_id: str) -> ResponseReturnValue:
    """Sign in as one of the demo's people: demo mode only, from this machine only."""
    if not demo_open():
        abort(404)
    people = {p.id: p for p in queries.people_with_roles(get_session())}
    if person_id not in people:
        abort(404)
    wanted = wanted_path()
    return redirect(let_in(lambda *_: (people[person_id], wanted), way=SignInWay.DEMO))
