"""The blueprint, and what all pages of nominations share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit
from markupsafe import Markup

from awards.config import Settings
from awards.core.clock import now, to_zone
from awards.core.errors import Closed
from awards.core.ids import new_id
from awards.nominations import queries, robots
from awards.nominations.drafts import keys
from awards.nominations.drafts.queries import Held
from awards.nominations.drafts.shown import on_page
from awards.nominations.forms import NominationForm, form_for
from awards.nominations.forms.reading import LookedOver
from awards.nominations.links import EDIT, SENT, Links, links_at, token_for
from awards.nominations.memory import ForAMinute
from awards.nominations.models import Nomination, Relation
from awards.nominations.wording import first_question
from awards.programmes.models import Award, Edition
from awards.programmes.rules import intake_ends
from awards.programmes.wording import kept_in_words
from awards.web.access import current_actor
from awards.web.db import get_session
from awards.web.forms import version_in
from awards.web.i18n import language
from awards.web.keep import keep_typed_text
from awards.web.theme import show_programme

bp = Blueprint("nominations", __name__)
_blank: ForAMinute[dict[str, Markup]] = ForAMinute()


def settings() -> Settings:
    """Return the app's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def token_of(nomination: Nomination, salt: str) -> str:
    """Return a signed token for a link to a nomination."""
    return token_for(nomination, salt, secret=settings().secret_key)


def of_token(token: str, salt: str) -> Nomination:
    """Return the nomination behind a link, its programme on top of the page. Raises NotFound."""
    nomination = queries.nomination_of_token(
        get_session(), token, salt, secret=settings().secret_key
    )
    show_programme(nomination.award.edition.programme)
    return nomination


def receipt_url(nomination: Nomination) -> str:
    """Return the path of a nomination's receipt."""
    return url_for("nominations.receipt", token=token_of(nomination, EDIT))


def sent_url(nomination: Nomination) -> str:
    """Return the path of the page that asks the nominator to look into their mail."""
    return url_for("nominations.sent", token=token_of(nomination, SENT))


def links() -> Links:
    """Return how mails find our pages."""
    return links_at(settings().base_url, secret=settings().secret_key)


def form_of(award: Award, **values: Any) -> NominationForm:
    """Return an award's form with the workplaces of today."""
    today = to_zone(now(), award.edition.programme.time_zone).date()
    places = queries.workplaces(get_session(), award.edition, today)
    form = form_for(award, places, **values)
    if not form.is_submitted():
        form.form_key.data = keys.shown(new_id())
    return form


def own_form(award: Award) -> NominationForm:
    """Return an empty form for somebody who is signed in: we know who they are."""
    form, actor = form_of(award), current_actor()
    form.opened.data = opened()
    form.nominator_name.data, form.nominator_email.data = actor.name, actor.email
    if Relation.STAFF.value in form.rules.nominators:
        form.relation.data = Relation.STAFF.value
    return form


def is_theirs(nomination: Nomination) -> bool:
    """Say whether whoever is signed in gave their own address: it needs no link."""
    actor = current_actor()
    return bool(actor.person_id) and actor.email.lower() == nomination.nominator_email


def form_url(award: Award) -> str:
    """Return the path of an award's form."""
    return _of_award("nominations.form", award)


def _send_url(award: Award) -> str:
    return _of_award("nominations.send", award)


def _of_award(endpoint: str, award: Award) -> str:
    edition = award.edition
    return url_for(
        endpoint, programme=edition.programme.slug, edition=edition.slug, award=award.slug
    )


def opened(at: datetime | None = None) -> str:
    """Return the mark of a form that is opened now, or was at another time."""
    return robots.opened_mark(at or now(), secret=settings().secret_key)


def is_machine_like(form: NominationForm) -> bool:
    """Say whether a form was filled in the way a program does."""
    mark, secret = form.opened.data or "", settings().secret_key
    timed = settings().rate_limits
    return bool(form.website.data) or (timed and robots.too_fast(mark, now(), secret=secret))


def blank_page(award: Award, drafts: Sequence[Held] = ()) -> ResponseReturnValue:
    """Show the form with nothing in it yet: almost all of it is remembered for a minute."""

    def make() -> dict[str, Markup]:
        shown = {
            "award": award,
            "form": form_of(award),
            "kept": kept_in_words(award.edition),
            "draft": on_page(award, ""),
            "asked": first_question(award),
        }
        return {
            # Our own templates, escaped by themselves.
            part: Markup(render_template(f"nominations/_{part}.html", **shown))  # noqa: S704
            for part in ("head", "body", "draft")
        }

    form_key = new_id()
    kept = _blank.get((award.id, language()), make)
    return render_template(
        "nominations/form.html",
        award=award,
        asked=first_question(award),
        action=_send_url(award),
        head=kept["head"],
        body=kept["body"],
        unbegun=kept["draft"],
        form_key=keys.shown(form_key),
        opened=opened(),
        draft=on_page(award, form_key, drafts=drafts) if drafts else None,
    )


def form_page(
    award: Award,
    form: NominationForm,
    status: int,
    *,
    looked: LookedOver | None = None,
    drafts: Sequence[Held] = (),
) -> ResponseReturnValue:
    """Show the form of a new nomination with what was typed; `looked` stands above it."""
    version = max(0, version_in(request.form.get("draft_version")))
    page = render_template(
        "nominations/form.html",
        award=award,
        asked=first_question(award),
        form=form,
        action=_send_url(award),
        kept=kept_in_words(award.edition),
        looked=looked,
        draft=on_page(award, keys.bare(form.form_key.data), version=version, drafts=drafts),
    )
    return page, status


def closed_page(
    edition: Edition, *, error: Closed | None = None, form: NominationForm | None = None
) -> ResponseReturnValue:
    """Say when nominations opened and closed; a text that came too late is shown to be kept."""
    page = render_template(
        "nominations/closed.html",
        edition=edition,
        closes=intake_ends(edition),
        error=error,
        form=form,
    )
    return page, 200 if error is None else error.status


def keep_when_busy(limit: RequestLimit) -> Response | None:
    """Keep what was typed when too much comes from one address: an office may share it."""
    del limit
    return keep_typed_text("busy", 429)


def edition_path(edition: Edition) -> dict[str, str]:
    """Return an edition's part of an address."""
    return {"programme": edition.programme.slug, "edition": edition.slug}
