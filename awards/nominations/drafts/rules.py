"""What a draft is made of, how long it is kept, and what becomes of it for another award."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from awards.core.errors import Conflict, WrongInput
from awards.core.languages import N_
from awards.programmes.models import Edition
from awards.programmes.rules import intake_ends

Fields = tuple[tuple[str, str], ...]
"""(field, value) as the form would send them; a field may occur several times."""

GRACE = timedelta(days=14)
"""So long after the deadline a draft can still be opened and copied from."""
IDLE = timedelta(days=120)
"""So long a draft is kept that nobody touches; the cookie that finds it lives as long."""
MOST_FIELDS = 400
MOST_CHARACTERS = 200_000
MOST_BYTES = 1024 * 1024
"""Of a request that saves: every character may take four, and JSON its share."""
MOST_OTHERS = 5
"""Texts of other pages that are kept beside the newest."""
MOST_BYTES_BESIDE = 512 * 1024
"""What they take as they are stored; of more than one, the oldest go first."""
MOST_DRAFTS = 20
"""So many one browser has open at once."""
LINK_MAIL = "nominations/draft_link"
AN_HOUR = timedelta(hours=1)
LINK_PAUSE = timedelta(minutes=1)
MOST_LINKS = 5
"""So many links a draft is sent, with a pause between them."""
MOST_LINKS_TO_ONE = 3
"""So many an address is sent within an hour, whoever asks."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,79}")
KEY = re.compile(r"[a-z0-9]{16}")
"""What `core.ids.new_id` draws: nothing else is a draft's key."""
_NOT_TYPED = frozenset(
    {
        "csrf_token",
        "form_key",
        "version",
        "draft_version",
        "website",
        "to_award",
        "then",
        "opened",
        "look",
        "add_row",
    }
)
"""Fields of the form that nobody writes in."""


class TooLong(WrongInput):
    """More than any form of ours holds."""

    message = N_(
        "The text has become too long to be kept. Shorten it, or save part of it elsewhere."
    )


class TooManyDrafts(Conflict):
    """One browser begins more than anybody writes: nobody fills the disk with drafts."""

    message = N_("You have %(most)s unfinished nominations here. Send or delete one first.")


class SentAlready(Conflict):
    """The form's nomination is in; typing goes on in a page that was left open."""

    message = N_(
        "This nomination has been sent. What you change here is not saved: to change what you"
        " sent, use the link in your e-mail."
    )


def code_of(key: str) -> str:
    """Return what the trail and the outbox call a draft or a file: its key is not to be read."""
    return sha256(key.encode()).hexdigest()[:16]


def fields_of(pairs: Iterable[tuple[object, object]]) -> Fields:
    """Return what was typed: known kinds of names, no empty values. Raises TooLong."""
    kept = tuple(
        (name, value)
        for name, value in pairs
        if isinstance(name, str)
        and isinstance(value, str)
        and value
        and name not in _NOT_TYPED
        and _NAME.fullmatch(name)
    )
    if len(kept) > MOST_FIELDS or sum(len(value) for _name, value in kept) > MOST_CHARACTERS:
        raise TooLong
    return kept


def packed(fields: Fields) -> str:
    """Return fields as they are stored. Half a letter, which no database takes, becomes "?"."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


def unpacked(typed: str) -> Fields:
    """Return stored fields."""
    return tuple((name, value) for name, value in json.loads(typed))


def value_of(fields: Fields, wanted: str) -> str:
    """Return the first value of a field; nothing when it is empty."""
    return next((value for name, value in fields if name == wanted), "")


def hinted(address: str) -> str:
    """Return an address that only its owner knows again: b…@example.org."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"


def kept_until(edition: Edition) -> datetime:
    """Return when an edition's drafts are deleted: some time after they cannot be sent any more."""
    last = max(intake_ends(edition), edition.scoring_opens_at)
    return max(last, intake_ends(edition) + GRACE)


def displaced(
    others: Sequence[Mapping[str, object]], loser: Mapping[str, object], *, winner: str
) -> list[dict[str, object]]:
    """Return the other texts after one page's took the place of another's.

    Each page has one text among them, its newest: two tabs that take turns lose nothing.
    """
    rest = [dict(one) for one in others if one["page"] not in {loser["page"], winner}]
    kept = [*rest, dict(loser)][-MOST_OTHERS:]
    while len(kept) > 1 and len(json.dumps(kept)) > MOST_BYTES_BESIDE:
        del kept[0]
    return kept


def carried(fields: Fields, before: Sequence[str], after: Sequence[str]) -> Fields:
    """Return fields for another award's form: `before` and `after` are the prompts' fields.

    An answer stays with the question that both awards ask. The others go to the questions that
    have none yet, in their order; what then is left over follows the last answer. Nothing is lost.
    """
    answers = {name: value for name, value in fields if name in set(before)}
    homeless = [answers[name] for name in before if name in answers and name not in after]
    placed = {name: answers[name] for name in after if name in answers}
    for name in after:
        if homeless and name not in placed:
            placed[name] = homeless.pop(0)
    if homeless and after:
        last = after[-1]
        placed[last] = "\n\n".join(filter(None, [placed.get(last, ""), *homeless]))
    rest = tuple((name, value) for name, value in fields if name not in answers)
    return (*rest, *((name, placed[name]) for name in after if name in placed))
