"""A juror's receipts: the list, the check of one, the files to check them with elsewhere."""

import json
from dataclasses import dataclass

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from awards.core.clock import now
from awards.core.errors import Closed, NotFound
from awards.core.languages import N_
from awards.core.permissions import Permission
from awards.programmes.models import Edition, Phase
from awards.programmes.rules import phase_by_dates
from awards.scoring.commitments import FORMAT, grouped, juror_secret, read_code
from awards.scoring.receipts import Receipt, commitments_in, receipts_of
from awards.scoring.views.blueprint import bp, my_editions, secret
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import translated

_NOT_CLOSED = frozenset({Phase.UPCOMING, Phase.NOMINATING, Phase.TRIAGE, Phase.SCORING})


@dataclass(frozen=True)
class Checked:
    """What checking a code came to."""

    code: str
    receipt: Receipt | None
    listed: bool = False
    """Whether the list of commitments, once there is one, has it."""


def _closed(edition: Edition) -> bool:
    return phase_by_dates(edition, now()) not in _NOT_CLOSED


def _edition() -> Edition:
    edition, _editions = my_editions()
    if edition is None:
        raise NotFound
    return edition


def _receipts(edition: Edition) -> list[Receipt]:
    return receipts_of(get_session(), current_actor(), edition.id, secret=secret())


@bp.get("/scoring/receipts")
@requires(Permission.SCORE)
def receipts() -> ResponseReturnValue:
    """List the juror's receipts; check one against what is stored and what was counted."""
    edition, editions = my_editions()
    if edition is None:
        return render_template("scoring/no_seat.html")
    own = _receipts(edition)
    listed = commitments_in(get_session(), edition.id) if _closed(edition) else None
    return render_template(
        "scoring/receipts.html",
        edition=edition,
        editions=editions if len(editions) > 1 else [],
        receipts=own,
        listed=listed,
        checked=_check(own, listed or []),
        typed=request.args.get("code", ""),
        secret=grouped(juror_secret(secret(), current_actor().person_id or "", edition.id)),
        grouped=grouped,
    )


def _check(own: list[Receipt], listed: list[str]) -> Checked | None:
    """Look the typed code up among the juror's own; another's is not told from nonsense."""
    code = read_code(request.args.get("code", ""))
    if not code:
        return None
    found = next((receipt for receipt in own if receipt.code == code), None)
    return Checked(grouped(code), found, found is not None and found.commitment in listed)


@bp.get("/scoring/receipts/mine.json")
@requires(Permission.SCORE)
def my_receipts() -> ResponseReturnValue:
    """Send what each of the juror's commitments is computed from, to be kept by the juror."""
    content = [
        {
            "award": translated(receipt.award),
            "candidate": receipt.code_name,
            "receipt": receipt.code,
            "commitment": receipt.commitment,
            "opening": receipt.opening.content,
        }
        for receipt in _receipts(_edition())
        if receipt.in_force
    ]
    return _file(content, "receipts")


@bp.get("/scoring/receipts/commitments.json")
@requires(Permission.SCORE)
def commitments() -> ResponseReturnValue:
    """Send the list of all commitments, once nothing can be added to it."""
    edition = _edition()
    if not _closed(edition):
        raise Closed(N_("The list of commitments is made when scoring has closed."))
    listed = commitments_in(get_session(), edition.id)
    return _file({"format": FORMAT, "edition": edition.id, "commitments": listed}, "commitments")


def _file(content: object, name: str) -> Response:
    answer = make_response(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    answer.content_type = "application/json; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer
