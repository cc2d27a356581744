"""Signing in with the organisation's own account: out to its provider, and back."""

import time
from dataclasses import asdict
from hmac import compare_digest

from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from awards.accounts import actions
from awards.accounts.identity import AccountRefused, Begun, Provider, ProviderDown
from awards.accounts.models import SignInWay
from awards.accounts.rules import LINK_LIVES, SignInRefused
from awards.accounts.views.blueprint import bp, provider, settings
from awards.accounts.views.entering import (
    let_in,
    note_refused,
    sign_in_page,
    wanted_path,
)
from awards.web.access import public
from awards.web.security import LIMIT_SIGN_IN, limiter

BEGUN = "begun"
"""In the cookie: the sign-in this browser began. Another browser's answer is not taken."""


def _provider() -> Provider:
    return provider() or abort(404)


def back_url() -> str:
    """Return our address that the provider sends browsers back to."""
    return f"{settings().base_url}{url_for('accounts.account_back')}"


@bp.get("/sign-in/account")
@public
@limiter.limit(LIMIT_SIGN_IN)
def account() -> ResponseReturnValue:
    """Send the browser to the provider.

    A GET, because our pages may send forms nowhere but to us; it keeps nothing but a cookie.
    """
    try:
        url, begun = _provider().begin(back_url())
    except ProviderDown as error:
        return sign_in_page(None, error.status, error)
    session[BEGUN] = {**asdict(begun), "wanted": wanted_path(), "at": int(time.time())}
    return redirect(url)


@bp.get("/sign-in/account/back")
@public
@limiter.limit(LIMIT_SIGN_IN)
def account_back() -> ResponseReturnValue:
    """Take the browser back from the provider, and let in who it is."""
    asked = _provider()
    try:
        begun, wanted = _take_begun()
        identity = asked.finish(begun, request.args, back_url())
        to = let_in(
            lambda writing, at: (actions.enter_with_account(writing, identity, at=at), wanted),
            way=SignInWay.PROVIDER,
            once=begun.state,
        )
    except AccountRefused as error:
        note_refused(error)
        return sign_in_page(None, error.status, error)
    except (SignInRefused, ProviderDown) as error:
        return sign_in_page(None, error.status, error)
    return redirect(to)


def _take_begun() -> tuple[Begun, str]:
    """Return the sign-in this browser began, once; refuse an answer to any other."""
    kept = session.pop(BEGUN, None)
    state = request.args.get("state", "")
    if not isinstance(kept, dict) or not compare_digest(state.encode(), kept["state"].encode()):
        raise AccountRefused("state")
    if time.time() - kept["at"] > LINK_LIVES.total_seconds():
        raise AccountRefused("state-old")
    return Begun(kept["state"], kept["nonce"], kept["verifier"]), kept["wanted"]
