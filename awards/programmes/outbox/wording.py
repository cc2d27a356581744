"""What mails, their states and the buttons of the outbox are called on a page."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from awards.mail.kinds import KINDS, Kind
from awards.mail.models import MailState, OutboxMail

STATE_WORDS: dict[MailState, tuple[str, str]] = {
    MailState.HELD: (_l("Waits for you"), "waiting"),
    MailState.QUEUED: (_l("On its way"), "neutral"),
    MailState.SENT: (_l("Sent"), "good"),
    MailState.FAILED: (_l("Not delivered"), "bad"),
    MailState.DROPPED: (_l("Not to be sent"), "neutral"),
}
"""State → its words and the look of its tag."""

_SECRET = {
    "accounts/sign_in_link": _l("Sign-in link"),
    "nominations/confirm": _l("Link to confirm a nomination"),
    "nominations/receipt": _l("Receipt of a nomination"),
}
"""Mails with an address that lets its reader in: what they are may be told, not what they say."""


def is_readable(mail: OutboxMail) -> bool:
    """Say whether a coordinator may read a mail: never one that lets its reader in."""
    return mail.template in KINDS


def kind_name(mail: OutboxMail) -> str:
    """Return what kind of mail it is."""
    kind = KINDS.get(mail.template)
    return _(kind.label) if kind else str(_SECRET.get(mail.template, _l("A personal mail")))


def title_of(mail: OutboxMail) -> str:
    """Return what stands in the list: the subject, where it may be read."""
    return mail.subject if is_readable(mail) else kind_name(mail)


def recipient_name(mail: OutboxMail) -> str:
    """Return the name of whoever gets a mail that may be read."""
    return mail.merge_values.get("name", "") if is_readable(mail) else ""


def send_button(kind: Kind, count: int) -> str:
    """Return the button that lets all mails of a kind go: it says how many of what."""
    if kind.key == "jury-invitation":
        return str(
            ngettext(
                "Send %(num)s invitation to the jury", "Send %(num)s invitations to the jury", count
            )
        )
    if kind.key == "guest-invitation":
        return str(
            ngettext("Send %(num)s guest invitation", "Send %(num)s guest invitations", count)
        )
    return str(
        ngettext(
            "Send %(num)s mail: %(kind)s", "Send %(num)s mails: %(kind)s", count, kind=_(kind.label)
        )
    )
