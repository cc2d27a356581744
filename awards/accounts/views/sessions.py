"""Where one is signed in, and signing out: here, there, or everywhere."""

from flask import abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user

from awards.accounts import actions, queries
from awards.accounts.models import SignInWay
from awards.accounts.views.blueprint import bp, provider, settings
from awards.core.clock import now
from awards.core.sign_in import idle_after
from awards.web.access import current_actor, public, signed_in
from awards.web.db import get_session

WAY_NAMES: dict[SignInWay, str] = {
    SignInWay.LINK: _l("Link in a mail"),
    SignInWay.CODE: _l("Code in a mail"),
    SignInWay.PROVIDER: _l("The organisation's account"),
    SignInWay.DEMO: _l("The demo's list"),
}


@bp.get("/sessions")
@signed_in
def sessions() -> ResponseReturnValue:
    """Show every browser in which one is signed in."""
    actor = current_actor()
    return render_template(
        "accounts/sessions.html",
        sessions=queries.sessions_of(get_session(), actor, current_user.roles, now()),
        here=current_user.session_id,
        ways=WAY_NAMES,
        idle_hours=round(idle_after(current_user.roles).total_seconds() / 3600),
    )


@bp.post("/sessions/<session_id>/end")
@signed_in
def end_session(session_id: str) -> ResponseReturnValue:
    """Sign out in another browser."""
    ended = queries.session_of(get_session(), current_actor(), session_id) or abort(404)
    if ended.id == current_user.session_id:
        return sign_out()
    actions.end_session(get_session(), ended, by=current_actor(), at=now())
    flash(gettext("That browser is signed out."))
    return redirect(url_for("accounts.sessions"))


@bp.post("/sessions/end-all")
@signed_in
def end_all() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    actions.sign_out_everywhere(get_session(), by=current_actor(), at=now())
    return _leave(SignInWay.LINK)


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End this session; others of the same person go on."""
    ended = actions.sign_out(get_session(), current_user.session_id, by=current_actor(), at=now())
    return _leave(ended.way)


def _leave(way: SignInWay) -> ResponseReturnValue:
    """Empty the cookie but for the language."""
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language
    if way is SignInWay.PROVIDER and provider() is not None:
        return redirect(url_for("accounts.signed_out"))
    return redirect(url_for("accounts.sign_in"))


@bp.get("/signed-out")
@public
def signed_out() -> ResponseReturnValue:
    """Say that one is signed out here, and offer to sign out of the organisation's account too."""
    asked = provider()
    back = f"{settings().base_url}{url_for('accounts.sign_in')}"
    url = asked.sign_out_url(back) if asked else ""
    return render_template("accounts/signed_out.html", provider_url=url)
