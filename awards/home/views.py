"""Each role's start page, the language switch, fonts, accessibility, and the demo's mailbox."""

import hashlib
from functools import cache
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from awards.config import Settings
from awards.core.clock import now
from awards.core.languages import LANGUAGES
from awards.core.press.fonts import screen_font
from awards.gallery.ribbon import ribbon_steps
from awards.home.forms import PatternForm, wrong_form
from awards.home.queries import editions_of, round_that_is_on, waiting_in
from awards.home.wording import card_of, door_of
from awards.web.access import ACTING_AS, current_actor, public, signed_in
from awards.web.db import get_session
from awards.web.returning import local_path
from awards.web.theme import show_programme

bp = Blueprint("home", __name__)
FOREVER = 31_536_000


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@bp.get("/home")
@signed_in
def overview() -> ResponseReturnValue:
    """Show what waits for the one who is signed in, the nearest deadline first."""
    actor, at = current_actor(), now()
    editions = editions_of(get_session(), actor)
    waiting = waiting_in(get_session(), actor, at, editions)
    edition = round_that_is_on(editions, waiting, at)
    if edition is not None:
        show_programme(edition.programme)
    return render_template(
        "home/overview.html",
        cards=[card_of(one) for one in waiting],
        edition=edition,
        ribbon=ribbon_steps(edition, at) if edition else [],
        door=door_of(actor),
        several=len({one.programme_id for one in editions}) > 1,
    )


@bp.post("/acting-as")
@signed_in
def act_as() -> ResponseReturnValue:
    """Act in one of one's roles from now on, or in all of them again."""
    role = request.form.get("role", "")
    if role and role not in {held.value for held in current_user.roles}:
        abort(404)
    session[ACTING_AS] = role
    return redirect(url_for("home.overview"))


@bp.get("/language/<code>")
@public
def switch_language(code: str) -> ResponseReturnValue:
    """Remember the reader's language and go back to the page they were on."""
    if code not in LANGUAGES:
        abort(404)
    session["language"] = code
    return redirect(local_path(request.args.get("next"), url_for("gallery.start")))


@cache
def _font_file(folder: Path) -> Path:
    return screen_font(folder)


@bp.get("/fonts/styles.css")
@public
def font_styles() -> ResponseReturnValue:
    """Declare the headings' face."""
    name = _font_file(_settings().instance / "fonts").name
    css = render_template("home/fonts.css", font_url=url_for("home.font", name=name))
    answer = Response(css, mimetype="text/css")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    answer.set_etag(hashlib.sha256(css.encode()).hexdigest()[:16])
    return answer.make_conditional(request)


@bp.get("/fonts/<name>")
@public
def font(name: str) -> ResponseReturnValue:
    """Serve the headings' face; its name carries a hash, so it never changes."""
    file = _font_file(_settings().instance / "fonts")
    if name != file.name:
        abort(404)
    answer = send_file(file, mimetype="font/woff2", max_age=FOREVER)
    answer.headers["Cache-Control"] = f"public, max-age={FOREVER}, immutable"
    return answer


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """The accessibility statement."""
    return render_template("home/accessibility.html")


@bp.get("/patterns")
@public
def patterns() -> ResponseReturnValue:
    """Show every component in every state; in development only."""
    if not _settings().development:
        abort(404)
    form = PatternForm(formdata=None)
    return render_template("patterns.html", form=form, wrong_form=wrong_form())
