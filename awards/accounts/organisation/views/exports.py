"""The organisation as files."""

from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.accounts.models import OrgKind
from awards.accounts.organisation import wording
from awards.accounts.organisation.actions.exports import record_export
from awards.accounts.organisation.exports import as_csv, as_workbook
from awards.accounts.organisation.queries.exports import Directory
from awards.accounts.organisation.views.blueprint import bp
from awards.core.clock import now
from awards.core.errors import NotFound
from awards.core.permissions import Permission
from awards.web.access import current_actor, requires
from awards.web.db import get_session

_FILES = {("organisation", "xlsx"), ("units", "csv"), ("people", "csv")}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.post("/export/<table>.<ending>")
@requires(Permission.MANAGE_PEOPLE)
def export(table: str, ending: str) -> ResponseReturnValue:
    """Give units or people as CSV, or both as a workbook; an import reads each of them again.

    A POST, because that everybody's names left the house is written down.
    """
    if (table, ending) not in _FILES:
        raise NotFound
    record_export(get_session(), table, by=current_actor(), at=now())
    words, there = wording.headings(), Directory(get_session(), current_actor())
    units, people = there.unit_rows(_kind_name), there.person_rows(words.manager_yes)
    sheets = [
        (words.units_sheet, words.units, units),
        (words.people_sheet, words.people, people),
    ]
    if (table, ending) == ("organisation", "xlsx"):
        return download(as_workbook(sheets), XLSX, _("organisation.xlsx"))
    if (table, ending) == ("units", "csv"):
        return download(as_csv(words.units, units), "text/csv", _("units.csv"))
    return download(as_csv(words.people, people), "text/csv", _("people.csv"))


def _kind_name(kind: OrgKind) -> str:
    return str(wording.KIND_NAMES[kind])


def download(data: bytes, media_type: str, name: str) -> ResponseReturnValue:
    """Answer with a file."""
    return send_file(BytesIO(data), mimetype=media_type, as_attachment=True, download_name=name)
