"""The registry of an edition: number, date, sender, matter; on the page and as a file."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.organisation.exports import as_csv, as_workbook
from awards.accounts.organisation.views.exports import XLSX, download
from awards.core.clock import now, to_zone
from awards.core.errors import NotFound
from awards.core.permissions import Permission
from awards.nominations import actions, registry
from awards.nominations.views.blueprint import bp
from awards.nominations.views.choosing import asked_edition, edition_links
from awards.nominations.wording import CHANNEL_WORDS
from awards.programmes.models import Edition
from awards.programmes.queries import edition_for, editions_for
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import translated
from awards.web.paging import Page, asked_page

PAGE = 100
_ENDINGS = frozenset({"csv", "xlsx"})


@bp.get("/nominations/registry")
@requires(Permission.TRIAGE)
def registry_list() -> ResponseReturnValue:
    """Show the registry of an edition, and its files."""
    session = get_session()
    editions = editions_for(session, current_actor(), Permission.TRIAGE)
    if not editions:
        return render_template("triage/no_edition.html")
    edition = asked_edition(editions)
    counts = registry.counts_of(session, edition)
    page = Page(asked_page(), PAGE, counts.listed)
    return render_template(
        "nominations/registry.html",
        edition=edition,
        editions=edition_links(editions, edition, "nominations.registry_list"),
        entries=registry.entries_of(session, edition, page=page.number, size=PAGE),
        counts=counts,
        page=page,
        channels=CHANNEL_WORDS,
        series=registry.series_of(edition),
    )


@bp.post("/nominations/registry/<edition_id>.<ending>")
@requires(Permission.TRIAGE)
def registry_file(edition_id: str, ending: str) -> ResponseReturnValue:
    """Give the registry as a file; a POST, because that names left the house is written down."""
    session, actor = get_session(), current_actor()
    edition = edition_for(session, actor, Permission.TRIAGE, edition_id)
    if ending not in _ENDINGS:
        raise NotFound
    actions.record_registry_export(session, edition, ending, by=actor, at=now())
    head, rows = _head(), [_row(edition, one) for one in registry.entries_of(session, edition)]
    word = _("registry")
    name = f"{registry.series_of(edition).lower()}-{word}.{ending}"
    if ending == "xlsx":
        return download(as_workbook([(_("Registry"), head, rows)]), XLSX, name)
    return download(as_csv(head, rows), "text/csv", name)


def _head() -> list[str]:
    return [_("Number"), _("Came in"), _("Sender"), _("Matter"), _("How"), _("Note")]


def _row(edition: Edition, entry: registry.Entry) -> list[str]:
    came = to_zone(entry.arrived_at, edition.programme.time_zone)
    matter = _(
        "Nomination of %(name)s for %(award)s", name=entry.nominee, award=translated(entry.award)
    )
    notes = [_("Came late")] * entry.late + [_("Withdrawn")] * entry.withdrawn
    return [
        entry.reference,
        came.strftime("%Y-%m-%d %H:%M"),
        entry.sender,
        matter,
        str(CHANNEL_WORDS[entry.channel]),
        ", ".join(notes),
    ]
