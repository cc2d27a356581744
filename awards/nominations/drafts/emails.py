"""The mailed link to a draft: signed, bound to the draft and to the address it went to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from awards.core.errors import NotFound
from awards.core.languages import in_language
from awards.mail.actions import queue_mail
from awards.mail.compose import moment_in_words
from awards.nominations.drafts.models import NominationDraft
from awards.nominations.drafts.rules import LINK_MAIL, code_of, kept_until
from awards.programmes.models import Award

_SALT = "nomination-draft"


@dataclass(frozen=True)
class DraftLinks:
    """How a mail finds the page that goes on with a draft: a whole address."""

    go_on: Callable[[NominationDraft], str]


def mark_of(draft: NominationDraft) -> str:
    """Return what a link is bound to beside the draft; a draft without an address has no link."""
    return blake2s(draft.email.encode(), digest_size=6).hexdigest()


def token_for(draft: NominationDraft, *, secret: str) -> str:
    """Return the signed token of the link to a draft."""
    token = URLSafeSerializer(secret, salt=_SALT).dumps([draft.id, mark_of(draft)])
    return token if isinstance(token, str) else token.decode()


def read_token(token: str, *, secret: str) -> tuple[str, str]:
    """Return (draft id, mark) of a link. Raises NotFound when it is not ours."""
    try:
        draft_id, mark = URLSafeSerializer(secret, salt=_SALT).loads(token)
    except (BadSignature, TypeError, ValueError) as error:
        raise NotFound from error
    return str(draft_id), str(mark)


def send_link(
    session: Session,
    draft: NominationDraft,
    award: Award,
    *,
    links: DraftLinks,
    language: str,
    at: datetime,
) -> None:
    """Mail the link. Not a word of the draft is in it: anybody may type anybody's address."""
    edition = award.edition
    zone = edition.programme.time_zone
    queue_mail(
        session,
        LINK_MAIL,
        to=draft.email,
        language=language,
        at=at,
        programme_id=edition.programme_id,
        about=f"draft:{code_of(draft.id)}",
        url=links.go_on(draft),
        award=in_language(award.name, language),
        programme=in_language(edition.name, language),
        organisation=edition.programme.organisation,
        contact=edition.programme.contact_email,
        open=at < edition.closes_at,
        deadline=moment_in_words(edition.closes_at, zone, language),
        kept_until=moment_in_words(kept_until(edition), zone, language),
    )
