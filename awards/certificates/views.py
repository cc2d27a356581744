"""Pages of certificates: one by one, all at once, and the batch on its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.certificates import actions, queries
from awards.certificates.forms import BatchForm
from awards.certificates.printing import render_certificate
from awards.certificates.queries import BatchState
from awards.certificates.rules import Recipient, file_name, recipients
from awards.certificates.wording import certificate_text, fingerprint_of
from awards.config import Settings
from awards.core.clock import now
from awards.core.errors import NotFound, WrongInput
from awards.core.languages import LANGUAGES, N_
from awards.core.permissions import Permission
from awards.decisions.queries import AwardOutcome, outcomes_for_certificates
from awards.decisions.wording import OUTCOME_NAMES
from awards.files.actions import path_of
from awards.programmes.models import Edition, Phase
from awards.programmes.queries import edition_for, editions_for
from awards.programmes.rules import phase_of
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import translated
from awards.web.theme import show_programme

bp = Blueprint("certificates", __name__)


@dataclass(frozen=True)
class Line:
    """A certificate on the page: whose, and where it is fetched."""

    recipient: Recipient
    outcome: str
    url: str


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _language_or(default: str) -> str:
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else default


def _newest_decided(editions: Sequence[Edition]) -> str | None:
    """Return the id of the edition to begin with: the newest that has a decision."""
    decided = (e.id for e in editions if any(award.decided_at for award in e.awards))
    return next(decided, editions[0].id if editions else None)


def _pdf_url(recipient: Recipient, language: str) -> str:
    return url_for(
        "certificates.one",
        outcome_id=recipient.outcome.id,
        member=recipient.member + 1,
        language=language,
    )


def _lines(given: AwardOutcome, language: str) -> list[Line]:
    return [
        Line(r, str(OUTCOME_NAMES[r.outcome.outcome]), _pdf_url(r, language))
        for r in recipients(given.decision)
    ]


@bp.get("/certificates")
@requires(Permission.MAKE_CERTIFICATES)
def overview() -> ResponseReturnValue:
    """Every winner of an edition with the certificate, and all of them at once."""
    editions = editions_for(get_session(), current_actor(), Permission.MAKE_CERTIFICATES)
    wanted = request.args.get("edition") or _newest_decided(editions)
    edition = next((e for e in editions if e.id == wanted), None)
    if edition is None:
        if request.args.get("edition"):
            raise NotFound
        return render_template("certificates/nothing.html")
    return _overview_page(edition, editions)


def _overview_page(edition: Edition, editions: Sequence[Edition]) -> ResponseReturnValue:
    show_programme(edition.programme)
    language = _language_or(edition.programme.language)
    given = outcomes_for_certificates(get_session(), current_actor(), edition)
    groups = [(award, _lines(award, language)) for award in given]
    return render_template(
        "certificates/overview.html",
        edition=edition,
        editions=editions,
        groups=groups,
        count=sum(len(lines) for _award, lines in groups),
        secret=[one.award for one in given if phase_of(one.award, now()) is Phase.DECIDED],
        language=language,
        batches=queries.batches_of(get_session(), edition),
        progress_words=progress_words,
    )


@bp.get("/certificates/<outcome_id>/<int:member>.pdf")
@requires(Permission.MAKE_CERTIFICATES)
def one(outcome_id: str, member: int) -> ResponseReturnValue:
    """One certificate, printed as it is asked for; 0 is the winner, 1 the first member."""
    given, recipient = queries.recipient_for(get_session(), current_actor(), outcome_id, member - 1)
    language = _language_or(given.award.edition.programme.language)
    text = certificate_text(given, recipient, language)
    tag = fingerprint_of(text)
    if request.if_none_match.contains_weak(tag):
        answer = Response(status=304)
    else:
        instance = _settings().instance
        pdf = render_certificate(text, fonts=instance / "fonts", files=instance / "files")
        name = file_name(f"{text.award_word} {text.year}", text.recipient)
        answer = _download(BytesIO(pdf), "application/pdf", name)
    answer.set_etag(tag, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _download(content: BytesIO | Path, media_type: str, name: str) -> Response:
    return send_file(
        content, mimetype=media_type, as_attachment=True, download_name=name, etag=False
    )


@bp.post("/certificates")
@requires(Permission.MAKE_CERTIFICATES)
def make_all() -> ResponseReturnValue:
    """Ask for all certificates of an edition as one ZIP."""
    form = BatchForm()
    if not form.validate():
        raise WrongInput
    wanted = str(form.edition.data)
    edition = edition_for(get_session(), current_actor(), Permission.MAKE_CERTIFICATES, wanted)
    batch = actions.ask_for_batch(
        get_session(),
        edition,
        outcomes_for_certificates(get_session(), current_actor(), edition),
        language=str(form.language.data),
        by=current_actor(),
        at=now(),
    )
    return redirect(url_for("certificates.batch", batch_id=batch.id))


def progress_words(state: BatchState) -> str:
    """Say how far a batch has come."""
    words: str = ngettext(
        "%(made)s of %(num)s certificate is ready",
        "%(made)s of %(num)s certificates are ready",
        state.total,
        made=state.made,
    )
    return words


@bp.get("/certificates/batches/<batch_id>")
@requires(Permission.MAKE_CERTIFICATES)
def batch(batch_id: str) -> ResponseReturnValue:
    """A batch on its way, and its ZIP when it is there; may be loaded again at any time."""
    state, edition = queries.batch_for(get_session(), current_actor(), batch_id)
    show_programme(edition.programme)
    return render_template(
        "certificates/batch.html",
        state=state,
        edition=edition,
        words=progress_words(state),
        failed=queries.failed_in(get_session(), batch_id),
        language_name=LANGUAGES.get(state.batch.language, ""),
    )


@bp.get("/certificates/batches/<batch_id>/progress")
@requires(Permission.MAKE_CERTIFICATES)
def progress(batch_id: str) -> ResponseReturnValue:
    """How far a batch has come, for the page's script."""
    state, _edition = queries.batch_for(get_session(), current_actor(), batch_id)
    return jsonify(
        done=state.made + state.failed,
        total=state.total,
        state=state.batch.state.value,
        label=progress_words(state),
    )


@bp.get("/certificates/batches/<batch_id>.zip")
@requires(Permission.MAKE_CERTIFICATES)
def batch_file(batch_id: str) -> ResponseReturnValue:
    """The ZIP of a batch."""
    state, edition = queries.batch_for(get_session(), current_actor(), batch_id)
    if state.file is None:
        raise NotFound
    path = path_of(_settings().instance / "files", state.file.id)
    if not path.is_file():
        raise NotFound(N_("The file is no longer here. Make a new ZIP."))
    name = file_name(translated(edition.name), _("certificates"), ending="zip")
    return _download(path, state.file.media_type, name)


@bp.post("/certificates/batches/<batch_id>/again")
@requires(Permission.MAKE_CERTIFICATES)
def try_again(batch_id: str) -> ResponseReturnValue:
    """Make what failed in a batch once more."""
    state, _edition = queries.batch_for(get_session(), current_actor(), batch_id)
    actions.try_again(get_session(), state.batch, by=current_actor(), at=now())
    return redirect(url_for("certificates.batch", batch_id=batch_id))
