"""What the pages of scoring share: the blueprint, the secret, the edition a juror works in."""

import hashlib
from collections.abc import Callable, Sequence
from io import BytesIO

from flask import Blueprint, Response, current_app, request, send_file

from awards.config import Settings
from awards.core.clock import now
from awards.juries.queries import editions_of
from awards.programmes.models import Edition, Phase
from awards.programmes.rules import phase_by_dates
from awards.web.access import current_actor
from awards.web.db import get_look, get_session
from awards.web.theme import show_programme

bp = Blueprint("scoring", __name__)


def secret() -> str:
    """Return the installation's secret, which sheets' addresses are derived with."""
    settings: Settings = current_app.extensions["settings"]
    return settings.secret_key


def juror_key() -> str:
    """Return by what a browser tells one juror's unsent scores from another's; it names nobody."""
    key = hashlib.sha256(f"browser\n{secret()}".encode()).digest()
    person = (current_actor().person_id or "").encode()
    return hashlib.blake2s(person, key=key, digest_size=8).hexdigest()


@bp.context_processor
def _for_templates() -> dict[str, Callable[[], str]]:
    return {"juror_key": juror_key}


def my_editions(*, looking: bool = False) -> tuple[Edition | None, Sequence[Edition]]:
    """Return the edition to show and all to choose from, read without a lock when only looking.

    Shown is the one in the address, else one that is being scored, else the newest; none for
    somebody without a seat.
    """
    editions = editions_of(get_look() if looking else get_session(), current_actor())
    wanted = [e for e in editions if e.id == request.args.get("edition")]
    scoring = [e for e in editions if phase_by_dates(e, now()) is Phase.SCORING]
    chosen = next(iter((*wanted, *scoring, *editions)), None)
    if chosen is not None:
        show_programme(chosen.programme)
    return chosen, editions


def as_file(content: bytes, media_type: str, name: str) -> Response:
    """Return a file to keep, which no cache keeps."""
    answer = send_file(
        BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, etag=False
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
