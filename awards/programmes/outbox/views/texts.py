"""The texts that held mails are written from: each kind in each language, with merge fields."""

from dataclasses import dataclass

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.config import Settings
from awards.core.clock import now
from awards.core.errors import Conflict, NotFound
from awards.core.languages import LANGUAGES
from awards.core.permissions import Permission
from awards.mail import texts as mail_texts
from awards.mail.kinds import FIELDS, KINDS, Kind
from awards.mail.texts import Words
from awards.programmes.invitations import Sender, values_of
from awards.programmes.models import Programme
from awards.programmes.outbox import queries
from awards.programmes.outbox.forms import TextForm
from awards.programmes.outbox.queries import Sample
from awards.programmes.outbox.views.blueprint import bp
from awards.programmes.outbox.views.bulk import asked_kind, asked_programme
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.forms import version_in
from awards.web.i18n import translated
from awards.web.theme import show_programme


@bp.get("/texts")
@requires(Permission.SEND_MAIL)
def texts() -> ResponseReturnValue:
    """List the kinds of mail of a programme, and in which languages it has its own words."""
    session, actor = get_session(), current_actor()
    programmes = queries.programmes_for(session, actor)
    asked = request.args.get("programme")
    found = next((p for p in programmes if asked in {None, p.slug}), None)
    if found is None:
        raise NotFound
    show_programme(found)
    links = [
        {
            "label": translated(one.name),
            "url": url_for("outbox.texts", programme=one.slug),
            "current": one is found,
        }
        for one in programmes
    ]
    return render_template(
        "outbox/texts.html",
        programme=found,
        programmes=links if len(links) > 1 else [],
        kinds=KINDS.values(),
        own=mail_texts.own_texts(session, found.id),
        text_languages=LANGUAGES,
    )


@dataclass(frozen=True)
class Text:
    """A text somebody works on: of a programme, of a kind, in a language."""

    programme: Programme
    kind: Kind
    language: str

    @property
    def words(self) -> Words:
        """The words in use."""
        return mail_texts.words_of(get_session(), self.programme.id, self.kind, self.language)

    @property
    def waiting(self) -> int:
        """How many mails wait with these words."""
        key = (self.programme.id, self.kind.template, self.language)
        return len(mail_texts.waiting_with(get_session(), *key))

    def samples(self) -> list[Sample]:
        """Return real readers of such a mail, with what would be filled in for each."""
        if "role" not in self.kind.fields:
            return queries.samples_of(get_session(), self.programme.id, self.kind.template)
        url = f"{_settings().base_url}{url_for('accounts.sign_in')}"
        sender = Sender(current_actor(), url)
        return [
            Sample(
                person.id,
                person.name,
                person.email,
                values_of(person, role, self.programme, sender, self.language),
            )
            for person, role in queries.readers_of(
                get_session(), self.programme.id, self.kind.template
            )
        ]


def _preview(words: Words, samples: list[Sample]) -> dict[str, str] | None:
    """Return the mail that the words make for the asked reader, or for the first there is."""
    asked = request.values.get("reader", "")
    reader = next((one for one in samples if one.id == asked), next(iter(samples), None))
    if reader is None:
        return None
    subject, body = words.filled(reader.values)
    return {"reader": reader.id, "to": reader.address, "subject": subject, "body": body}


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _asked_text(programme: str, kind: str, language: str) -> Text:
    if language not in LANGUAGES:
        raise NotFound
    return Text(asked_programme(programme), asked_kind(kind), language)


def _text_page(
    text: Text, form: TextForm, status: int = 200, *, moved: Words | None = None
) -> ResponseReturnValue:
    """Show the form; and, where its words can be filled in, the mail they make."""
    samples = text.samples()
    in_use = moved or text.words
    page = render_template(
        "outbox/text.html",
        text=text,
        programme=text.programme,
        form=form,
        moved=moved,
        in_use=in_use,
        waiting=text.waiting,
        samples=samples,
        preview=None if form.errors else _preview(form.words(), samples),
        fields=[(name, FIELDS[name]) for name in text.kind.fields],
        text_languages=LANGUAGES,
    )
    return page, status


@bp.get("/texts/<programme>/<kind>/<language>")
@requires(Permission.SEND_MAIL)
def text(programme: str, kind: str, language: str) -> ResponseReturnValue:
    """Offer the words of a kind of mail in a language."""
    found = _asked_text(programme, kind, language)
    return _text_page(found, TextForm.for_text(found.kind, found.words))


@bp.post("/texts/<programme>/<kind>/<language>")
@requires(Permission.SEND_MAIL)
def save_text(programme: str, kind: str, language: str) -> ResponseReturnValue:
    """Keep the words, or only show the mail they make."""
    found = _asked_text(programme, kind, language)
    form = TextForm()
    form.kind = found.kind
    if not form.validate():
        return _text_page(found, form, 422)
    if "preview" in request.form:
        return _text_page(found, form)
    try:
        waiting = mail_texts.save_words(
            get_session(),
            found.programme.id,
            found.kind.template,
            language,
            words=form.words(),
            by=current_actor(),
            at=now(),
        )
    except Conflict as error:
        return _text_page(found, form, error.status, moved=found.words)
    flash(_said(_("The text is saved."), waiting), "success")
    return redirect(url_for("outbox.text", programme=programme, kind=kind, language=language))


@bp.post("/texts/<programme>/<kind>/<language>/reset")
@requires(Permission.SEND_MAIL)
def reset_text(programme: str, kind: str, language: str) -> ResponseReturnValue:
    """Go back to the words that came with Utmärkt."""
    found = _asked_text(programme, kind, language)
    waiting = mail_texts.reset_words(
        get_session(),
        found.programme.id,
        found.kind.template,
        language,
        version=version_in(request.form.get("version")),
        by=current_actor(),
        at=now(),
    )
    flash(_said(_("The original text is back."), waiting), "success")
    return redirect(url_for("outbox.text", programme=programme, kind=kind, language=language))


def _said(what: str, waiting: int) -> str:
    """Return what happened, and to how many mails that wait."""
    if not waiting:
        return what
    more = ngettext(
        "%(num)s mail that waits has been written anew.",
        "%(num)s mails that wait have been written anew.",
        waiting,
    )
    return f"{what} {more}"
