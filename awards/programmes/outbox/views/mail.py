"""One mail: read it as it will look, change it, send it, drop it, take it back."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.mail import release
from awards.mail.models import MailState, OutboxMail
from awards.mail.release import LinkLost, MailMoved
from awards.programmes.outbox import wording
from awards.programmes.outbox.forms import MailForm
from awards.programmes.outbox.views.blueprint import asked_mail, bp, url_of
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.errors import words_of
from awards.web.forms import version_in


@bp.get("/<mail_id>")
@requires(Permission.SEND_MAIL)
def mail(mail_id: str) -> ResponseReturnValue:
    """Show a mail as it will look; of one that lets its reader in, only that it exists."""
    found = asked_mail(mail_id)
    return render_template(
        "outbox/mail.html",
        mail=found,
        readable=wording.is_readable(found),
        wording=wording,
    )


def _seen_version() -> int:
    """Return the version on the page whose button was pressed."""
    return version_in(request.form.get("version"))


def _edit_page(
    found: OutboxMail, form: MailForm, status: int = 200, *, moved: bool = False
) -> ResponseReturnValue:
    page = render_template("outbox/edit.html", mail=found, form=form, moved=moved, wording=wording)
    return page, status


@bp.get("/<mail_id>/edit")
@requires(Permission.SEND_MAIL)
def edit(mail_id: str) -> ResponseReturnValue:
    """Offer the words of a waiting mail to be changed."""
    found = asked_mail(mail_id)
    if found.state is not MailState.HELD:
        return redirect(url_of(found))
    return _edit_page(found, MailForm.for_mail(found))


@bp.post("/<mail_id>/edit")
@requires(Permission.SEND_MAIL)
def save(mail_id: str) -> ResponseReturnValue:
    """Keep changed words; when somebody was faster, show theirs beside what was typed."""
    found, form = asked_mail(mail_id), MailForm()
    if not form.validate():
        return _edit_page(found, form, 422)
    try:
        changed = release.edit(
            get_session(),
            found,
            subject=str(form.subject.data),
            body=str(form.body.data),
            version=form.seen_version,
            by=current_actor(),
            at=now(),
        )
    except MailMoved as error:
        return _edit_page(found, form, error.status, moved=True)
    except LinkLost as error:
        form.body.errors = [words_of(error)]
        return _edit_page(found, form, error.status)
    flash(
        _("The mail is changed. It still waits.") if changed else _("Nothing was changed."),
        "success",
    )
    return redirect(url_of(found))


@bp.post("/<mail_id>/rewrite")
@requires(Permission.SEND_MAIL)
def rewrite(mail_id: str) -> ResponseReturnValue:
    """Write a mail from its text again, as if nobody had touched it."""
    found = asked_mail(mail_id)
    release.write_anew(get_session(), found, version=_seen_version(), by=current_actor(), at=now())
    flash(_("The mail says what the text says again."), "success")
    return redirect(url_of(found))


@bp.post("/<mail_id>/send")
@requires(Permission.SEND_MAIL)
def send(mail_id: str) -> ResponseReturnValue:
    """Let a waiting mail go."""
    found = asked_mail(mail_id)
    release.release(get_session(), found, version=_seen_version(), by=current_actor(), at=now())
    flash(_("The mail to %(address)s is on its way.", address=found.recipient), "success")
    return redirect(url_of(found))


@bp.post("/<mail_id>/drop")
@requires(Permission.SEND_MAIL)
def drop(mail_id: str) -> ResponseReturnValue:
    """Decide that a waiting mail is not sent; its page offers the way back."""
    found = asked_mail(mail_id)
    release.drop(get_session(), found, version=_seen_version(), by=current_actor(), at=now())
    flash(_("The mail is not sent. You can take that back here."), "success")
    return redirect(url_of(found))


@bp.post("/<mail_id>/restore")
@requires(Permission.SEND_MAIL)
def restore(mail_id: str) -> ResponseReturnValue:
    """Let a dropped mail wait again."""
    found = asked_mail(mail_id)
    release.restore(get_session(), found, by=current_actor(), at=now())
    flash(_("The mail waits again."), "success")
    return redirect(url_of(found))


@bp.post("/<mail_id>/retry")
@requires(Permission.SEND_MAIL)
def retry(mail_id: str) -> ResponseReturnValue:
    """Try a mail that was not delivered again, whatever it says."""
    found = asked_mail(mail_id)
    release.try_again(get_session(), found, by=current_actor(), at=now())
    flash(_("We try again to deliver the mail to %(address)s.", address=found.recipient), "success")
    return redirect(url_of(found))
