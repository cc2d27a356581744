"""Signing in by an e-mailed link, signing out, and the audit trail."""

import secrets

from flask import (
    Blueprint,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import LoginManager, login_user, logout_user

from awards.accounts import actions, queries
from awards.accounts.forms import SignInForm
from awards.accounts.models import Person
from awards.accounts.rules import LinkUnusable
from awards.audit import queries as audit_queries
from awards.audit.events import EVENTS
from awards.config import Settings
from awards.core.clock import now
from awards.core.permissions import Permission, Role
from awards.web.access import SignedIn, current_actor, public, requires, signed_in
from awards.web.db import READING, get_database, get_session
from awards.web.loopback import demo_open
from awards.web.navigation import ROLE_NAMES
from awards.web.paging import Page, asked_page
from awards.web.returning import local_path
from awards.web.security import LIMIT_SIGN_IN, LONGEST_SESSION, limiter

bp = Blueprint("accounts", __name__)
login_manager = LoginManager()
AUDIT_PAGE = 50
CHECKED_LINES = 1000
"""So many lines are checked with every look; `flask awards verify` checks all."""


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(key: str) -> SignedIn | None:
    """Return the person behind a session cookie; none when it is older than a working day.

    A request that writes asks in a session of its own, so that looking takes no lock; once the
    page's own session is open, that one is asked.
    """
    if now().timestamp() - session.get("since", 0) > LONGEST_SESSION.total_seconds():
        return None
    if request.method in READING or "session" in g:
        with get_session().no_autoflush:
            found = queries.person_of_key(get_session(), key)
    else:
        with get_database().read() as reading:
            found = queries.person_of_key(reading, key)
    return None if found is None else SignedIn(found[0], language=found[1], key=key)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _safe_next() -> str:
    """Return where to go after signing in: a path of ours, never another site."""
    return local_path(request.values.get("next"), url_for("home.overview"))


def _demo_people() -> list[tuple[str, list[Person]]]:
    """Return the demo's people by role, for the one-click list."""
    people = queries.people_with_roles(get_session())
    groups = [
        (str(ROLE_NAMES[role]), [p for p in people if any(g.role == role for g in p.grants)])
        for role in Role
    ]
    return [(name, members) for name, members in groups if members]


def _sign_in_page(form: SignInForm, status: int = 200, problem: str = "") -> ResponseReturnValue:
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        groups=_demo_people() if demo_open() else [],
        next=_safe_next(),
        problem=problem,
    )
    return page, status


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for a sign-in link."""
    return _sign_in_page(SignInForm())


@bp.post("/sign-in")
@public
@limiter.limit(LIMIT_SIGN_IN)
def send_link() -> ResponseReturnValue:
    """Send a link; the answer is the same whether the address is known or not."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form, 422)
    settings = _settings()
    wanted = local_path(request.form.get("next"), "")

    def url_of(token: str) -> str:
        path = url_for("accounts.link", token=token, next=wanted or None)
        return f"{settings.base_url}{path}"

    actions.send_link(
        get_session(), str(form.email.data), secret=settings.secret_key, url_of=url_of, at=now()
    )
    return redirect(url_for("accounts.link_sent"))


@bp.get("/sign-in/sent")
@public
def link_sent() -> ResponseReturnValue:
    """Say that a link is on its way, if the address is known."""
    return render_template("accounts/link_sent.html", demo_open=demo_open())


@bp.get("/sign-in/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    """Show a button: a mail scanner that fetches the link does not use it up."""
    return render_template("accounts/link.html", token=token, next=request.args.get("next", ""))


@bp.post("/sign-in/<token>")
@public
@limiter.limit(LIMIT_SIGN_IN)
def use_link(token: str) -> ResponseReturnValue:
    """Use the link up and start a session; a link that is no good leads to asking for a new one."""
    secret = _settings().secret_key
    try:
        person = actions.use_link(get_session(), token, secret=secret, at=now())
    except LinkUnusable as error:
        return _sign_in_page(SignInForm(formdata=None), error.status, gettext(error.message))
    _start(person)
    return redirect(_safe_next())


@bp.post("/sign-in/demo/<person_id>")
@public
def demo_sign_in(person_id: str) -> ResponseReturnValue:
    """Sign in as one of the demo's people: demo mode only, from this machine only."""
    if not demo_open():
        abort(404)
    people = {p.id: p for p in queries.people_with_roles(get_session())}
    if person_id not in people:
        abort(404)
    person = people[person_id]
    actions.signed_in(get_session(), person, way="demo", at=now())
    _start(person)
    return redirect(_safe_next())


def _start(person: Person) -> None:
    """Begin a fresh session: nothing of an earlier visitor's is carried over."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session["nonce"] = secrets.token_hex(8)
    session["since"] = int(now().timestamp())
    session.permanent = True
    user = SignedIn(current_actor(), language=person.language, key=queries.cookie_key(person))
    login_user(user)


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End the session, and with it every other one of this person."""
    actions.signed_out(get_session(), by=current_actor(), at=now())
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"))


@bp.get("/audit")
@requires(Permission.READ_AUDIT)
def audit_trail() -> ResponseReturnValue:
    """Show who did what when, and whether the chain is whole."""
    number, event = asked_page(), request.args.get("event", "")
    event = event if event in EVENTS else ""
    actor = current_actor()
    people = queries.people_in(actor.programmes_with(Permission.READ_AUDIT))
    lines, total = audit_queries.lines_for(
        get_session(), actor, people, page=number, size=AUDIT_PAGE, event=event
    )
    return render_template(
        "accounts/audit_trail.html",
        lines=lines,
        page=Page(number, AUDIT_PAGE, total),
        names=queries.names_of(get_session(), [line.actor_id or "" for line in lines]),
        event=event,
        events=sorted(EVENTS),
        chain=audit_queries.check_chain(get_session(), newest=CHECKED_LINES),
    )
