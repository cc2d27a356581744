"""How long the texts of each round are kept, and taking them away when the time has come."""

from collections import Counter
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.privacy import actions, queries
from awards.privacy.forms import PurgeForm
from awards.privacy.record_classes import STAYS, label_of
from awards.programmes.models import Edition
from awards.programmes.rules import is_past_keeping, kept_until
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme

bp = Blueprint("privacy", __name__)


@bp.get("/retention")
@requires(Permission.ADMINISTER)
def overview() -> ResponseReturnValue:
    """Every edition: until when its texts are kept, or when they went."""
    editions = queries.editions_kept(get_session(), current_actor())
    at = now()
    return render_template(
        "privacy/overview.html",
        editions=editions,
        until={edition.id: kept_until(edition) for edition in editions},
        due={edition.id for edition in editions if is_past_keeping(edition, at)},
        purges=queries.purges_of(get_session(), editions),
        labels=_labels,
    )


def _labels(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return what was counted in the reader's words; tables of the same name together."""
    found: Counter[str] = Counter()
    for table, number in counts.items():
        found[_(label_of(table))] += number
    return list(found.items())


def _edition(edition_id: str) -> Edition:
    edition = queries.edition_kept(get_session(), current_actor(), edition_id)
    show_programme(edition.programme)
    return edition


def _page(edition: Edition, form: PurgeForm) -> str:
    found = queries.counts(get_session(), edition.id)
    return render_template(
        "privacy/purge.html",
        edition=edition,
        form=form,
        until=kept_until(edition),
        due=is_past_keeping(edition, now()),
        rows=sorted(_labels(found), key=lambda row: -row[1]),
        nominations=found["nomination"],
        stays=[_(words) for words in dict.fromkeys(STAYS.values())],
    )


@bp.get("/retention/<edition_id>")
@requires(Permission.ADMINISTER)
def purge(edition_id: str) -> ResponseReturnValue:
    """What a purge would take, and what would stay."""
    return _page(_edition(edition_id), PurgeForm())


@bp.post("/retention/<edition_id>")
@requires(Permission.ADMINISTER)
def purge_now(edition_id: str) -> ResponseReturnValue:
    """Take the texts away for ever."""
    edition, form = _edition(edition_id), PurgeForm()
    if not form.validate():
        return _page(edition, form), 422
    actions.purge(get_session(), edition, basis=form.basis.data or "", by=current_actor(), at=now())
    flash(_("The texts are gone. What was decided stays on record."), "success")
    return redirect(url_for("privacy.overview"))
