"""Signing in by mail: asking, then the link itself, or its code in the browser that asked."""

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from awards.accounts import actions
from awards.accounts.forms import CodeForm, SignInForm
from awards.accounts.models import SignInWay
from awards.accounts.rules import CodesSpent, LinkUnusable, SignInRefused, TooManyLinks, WrongCode
from awards.accounts.views.blueprint import bp, settings
from awards.accounts.views.entering import let_in, note_refused, sign_in_page, wanted_path
from awards.core.clock import now
from awards.web.access import public
from awards.web.db import get_session, kept_session
from awards.web.loopback import demo_open
from awards.web.security import LIMIT_SIGN_IN, limiter

ASKED = "asked"
"""In the cookie: the link this browser asked for; its code works nowhere else."""


@bp.post("/sign-in")
@public
@limiter.limit(LIMIT_SIGN_IN)
def send_link() -> ResponseReturnValue:
    """Send a link; the answer is the same whether the address is known or not."""
    form = SignInForm()
    if not form.validate():
        return sign_in_page(form, 422)
    try:
        link = actions.ask_for_link(
            get_session(),
            str(form.email.data),
            wanted=wanted_path(),
            secret=settings().secret_key,
            at=now(),
        )
    except TooManyLinks as error:
        return sign_in_page(form, error.status, error)
    session[ASKED] = link.id
    return redirect(url_for("accounts.link_sent"))


@bp.get("/sign-in/sent")
@public
def link_sent() -> ResponseReturnValue:
    """Say that a mail is on its way, if the address is known, and take its code."""
    return _sent_page(CodeForm())


def _sent_page(form: CodeForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "accounts/link_sent.html", form=form, asked=ASKED in session, demo_open=demo_open()
    )
    return page, status


@bp.post("/sign-in/code")
@public
@limiter.limit(LIMIT_SIGN_IN)
def use_code() -> ResponseReturnValue:
    """Use up the link this browser asked for, by the code in its mail."""
    form = CodeForm()
    if not form.validate():
        return _sent_page(form, 422)
    asked, typed = str(session.get(ASKED, "")), str(form.code.data)
    secret = settings().secret_key
    try:
        _spend_attempt(asked)
        to = let_in(
            lambda writing, at: actions.use_code(writing, asked, typed, secret=secret, at=at),
            way=SignInWay.CODE,
        )
    except WrongCode as error:
        form.code.errors = [gettext(error.message)]
        return _sent_page(form, error.status)
    except SignInRefused as error:
        session.pop(ASKED, None)
        return sign_in_page(None, error.status, error)
    return redirect(to)


def _spend_attempt(asked: str) -> None:
    try:
        with kept_session() as writing:
            actions.spend_attempt(writing, asked)
    except CodesSpent as error:
        note_refused(error)
        raise


@bp.get("/sign-in/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    """Show a button: a mail scanner that fetches the link does not use it up."""
    return render_template("accounts/link.html", token=token)


@bp.post("/sign-in/<token>")
@public
@limiter.limit(LIMIT_SIGN_IN)
def use_link(token: str) -> ResponseReturnValue:
    """Use the link up and start a session; a link that is no good leads to asking for a new one."""
    secret = settings().secret_key
    try:
        to = let_in(
            lambda writing, at: actions.use_link(writing, token, secret=secret, at=at),
            way=SignInWay.LINK,
        )
    except LinkUnusable as error:
        return sign_in_page(None, error.status, error)
    return redirect(to)
