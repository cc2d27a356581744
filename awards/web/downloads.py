"""Stored files are fetched from a path of their own, which neither reads nor sets a cookie.

A page that has checked who asks sends them there with a signed link that lives for two minutes
and names one file. The answer is always a download, never shown in the browser: a sandbox
without origin, and no guessing of its kind.
"""

from io import BytesIO

from flask import (
    Blueprint,
    Flask,
    Request,
    Response,
    current_app,
    redirect,
    request,
    send_file,
    url_for,
)
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from awards.config import Settings
from awards.core.errors import Closed, NotFound
from awards.core.languages import N_
from awards.files.actions import path_of
from awards.files.models import StoredFile
from awards.files.queries import stored_file
from awards.web.access import public
from awards.web.db import get_session

SECONDS = 120
"""How long a link to a file lives: it is followed at once."""
PATH = "/files/"
SANDBOX = "sandbox; default-src 'none'"

bp = Blueprint("files", __name__)


class LinkTooOld(Closed):
    """The link to a file has run out."""

    status = 410
    message = N_(
        "The link to the file has run out. Go back to the page you came from and choose the file"
        " once more."
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _signer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="stored-file")


def link_token(file_id: str, name: str, *, secret: str) -> str:
    """Return the signed token of a link to a file, under a name."""
    token = _signer(secret).dumps([file_id, name])
    return token if isinstance(token, str) else token.decode()


def sent_to(file: StoredFile | None, name: str | None = None) -> ResponseReturnValue:
    """Send somebody who may have a file to where it is fetched, under its own name or `name`.

    Raises NotFound when there is no file any more.
    """
    if file is None:
        raise NotFound(N_("The file is no longer here."))
    token = link_token(file.id, name or file.name, secret=_settings().secret_key)
    answer = redirect(url_for("files.download", token=token), 303)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.get(f"{PATH}<token>")
@public
def download(token: str) -> ResponseReturnValue:
    """Give the file that a signed link names, once more and no longer than two minutes."""
    try:
        file_id, name = _signer(_settings().secret_key).loads(token, max_age=SECONDS)
    except SignatureExpired as error:
        raise LinkTooOld from error
    except (BadSignature, TypeError, ValueError) as error:
        raise NotFound from error
    file = stored_file(get_session(), str(file_id))
    path = path_of(_settings().instance / "files", file.id)
    if not path.is_file():
        raise NotFound(N_("The file is no longer here."))
    return _as_download(path.read_bytes(), file.media_type, str(name))


def _as_download(data: bytes, media_type: str, name: str) -> Response:
    answer = send_file(
        BytesIO(data),
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
        etag=False,
        conditional=False,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-site"
    return answer


class NoCookieForFiles(SecureCookieSessionInterface):
    """Our session cookie, which the path of files neither reads nor sets."""

    def __init__(self) -> None:
        """Begin without a signer: it needs the app's secret."""
        self._signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs the app's cookies, made once instead of with every request."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return an empty session for a file, whatever cookie came along."""
        if request.path.startswith(PATH):
            return SecureCookieSession()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep nothing of a request for a file."""
        if not request.path.startswith(PATH):
            super().save_session(app, session, response)


def init_downloads(app: Flask) -> None:
    """Keep cookies away from files."""
    app.session_interface = NoCookieForFiles()
