"""A programme's coat of arms or logo: the page that sets it, and the picture itself."""

from contextlib import closing
from io import BytesIO
from pathlib import Path

from flask import (
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.config import Settings
from awards.core.clock import now
from awards.core.errors import NotFound
from awards.core.permissions import Permission
from awards.files.actions import path_of
from awards.files.apart import Busy
from awards.files.inspection import LARGEST_EMBLEM, Refused
from awards.programmes import actions, queries
from awards.programmes.actions.arms import Taken
from awards.programmes.arms import media_type_of_arms
from awards.programmes.forms.arms import ArmsForm
from awards.programmes.models import Programme
from awards.programmes.views.blueprint import WRONG, bp, save
from awards.web.access import current_actor, public, requires
from awards.web.db import get_look, get_session
from awards.web.downloads import PATH, SANDBOX
from awards.web.security import takes_up_to
from awards.web.theme import show_programme

_ROOM = LARGEST_EMBLEM + 1024 * 1024
"""A picture that is a little too large is told so beside its field; a far larger one by a page."""
FOREVER = "public, max-age=31536000, immutable"


def _folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.instance / "files"


def _programme(programme_id: str, *, looking: bool = False) -> Programme:
    session = get_look() if looking else get_session()
    found = queries.programme_to_set_up(session, current_actor(), programme_id)
    show_programme(found)
    return found


def _page(programme: Programme, form: ArmsForm) -> str:
    return render_template("programmes/arms.html", stored=programme, form=form)


@bp.get("/set-up/programmes/<programme_id>/arms")
@requires(Permission.SET_UP)
def arms(programme_id: str) -> ResponseReturnValue:
    """A programme's coat of arms or logo, as it is shown, and the form for another one."""
    found = _programme(programme_id)
    return _page(found, ArmsForm(formdata=None, obj=found))


@bp.post("/set-up/programmes/<programme_id>/arms")
@requires(Permission.SET_UP)
@takes_up_to(_ROOM)
def save_arms(programme_id: str) -> ResponseReturnValue:
    """Show another picture, or say otherwise what it shows."""
    found = _programme(programme_id, looking=True)  # opening a picture takes its time: no lock yet
    form = ArmsForm(obj=found)
    form.own_language = found.language
    valid = form.validate()
    taken = _taken(form, there=found.arms_id is not None)
    if form.file.errors or not valid:
        return _page(found, form), WRONG
    found = _programme(programme_id)
    wrong = save(
        form,
        found,
        lambda: actions.set_arms(
            get_session(),
            found,
            taken,
            form.values()["arms_alt"],
            version=form.seen_version,
            by=current_actor(),
            at=now(),
        ),
    )
    if wrong:
        return _page(found, form), wrong
    flash(_("Saved."), "success")
    return redirect(url_for("programmes.arms", programme_id=found.id))


def _taken(form: ArmsForm, *, there: bool) -> Taken | None:
    """Look the sent picture through; what is wrong with it stands at its field."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        if not there:
            form.file.errors = [_("Choose a picture.")]
        return None
    with closing(sent):
        data = sent.stream.read(LARGEST_EMBLEM + 1)
    try:
        return actions.take_arms(data, folder=_folder())
    except (Refused, Busy) as error:
        form.file.errors = [_(error.message, **error.values)]
        return None


@bp.post("/set-up/programmes/<programme_id>/arms/remove")
@requires(Permission.SET_UP)
def remove_arms(programme_id: str) -> ResponseReturnValue:
    """Take the picture off every page and every certificate that is made from now on."""
    found = _programme(programme_id)
    actions.remove_arms(get_session(), found, by=current_actor(), at=now())
    flash(_("The picture is gone."), "success")
    return redirect(url_for("programmes.arms", programme_id=found.id))


@bp.get(f"{PATH}arms/<picture_id>")
@public
def arms_picture(picture_id: str) -> ResponseReturnValue:
    """The picture itself, on the path without cookies; another picture has another address."""
    media_type = media_type_of_arms(get_session(), picture_id)
    path = path_of(_folder(), picture_id)
    if media_type is None or not path.is_file():
        raise NotFound
    answer: Response = send_file(BytesIO(path.read_bytes()), mimetype=media_type, etag=False)
    answer.set_etag(picture_id)
    answer.headers["Cache-Control"] = FOREVER
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer.make_conditional(request)
