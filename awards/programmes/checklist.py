"""What is missing before an edition can open. Later features add their own checks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from awards.core.errors import Conflict
from awards.core.languages import N_
from awards.programmes.models import Award, Edition

Value = str | dict[str, str]
LANGUAGES: dict[str, dict[str, str]] = {
    "sv": {"sv": "svenska", "nb": "svensk", "en": "Swedish"},
    "nb": {"sv": "norska", "nb": "norsk", "en": "Norwegian"},
    "en": {"sv": "engelska", "nb": "engelsk", "en": "English"},
}
"""What a language is called in the middle of a sentence, in each language."""


@dataclass(frozen=True)
class Missing:
    """A line of the check list: a sentence, whether it blocks, and the page that mends it."""

    message: str
    page: str
    address: dict[str, str]
    blocks: bool = True
    values: dict[str, Value] = field(default_factory=dict)
    """What the sentence names; a text in several languages is shown in the reader's."""


Check = Callable[[Session, Edition, datetime], Iterable[Missing]]
_CHECKS: list[Check] = []
_HINTS: list[Check] = []


def check(function: Check) -> Check:
    """Let a feature's question be asked of every draft; importing its module registers it.

    It looks at the edition and what it consists of, which is at hand, and at nothing else: start
    pages ask it of several drafts.
    """
    _CHECKS.append(function)
    return function


def hint(function: Check) -> Check:
    """Let a question be asked that never blocks; it may look things up in the database."""
    _HINTS.append(function)
    return function


class NotReady(Conflict):
    """An edition that cannot open yet."""

    message = N_("The edition cannot open yet. The check list says what is missing.")


def missing_for(session: Session, edition: Edition, at: datetime) -> list[Missing]:
    """Return what is missing, what blocks first."""
    found = [line for ask in (*_CHECKS, *_HINTS) for line in ask(session, edition, at)]
    return sorted(found, key=lambda line: not line.blocks)


def blocking_for(session: Session, edition: Edition, at: datetime) -> list[Missing]:
    """Return what keeps an edition from opening, without a look at anything but the edition."""
    return [line for ask in _CHECKS for line in ask(session, edition, at) if line.blocks]


def require_ready(missing: Iterable[Missing]) -> None:
    """Raise NotReady when something blocks."""
    if any(line.blocks for line in missing):
        raise NotReady


_TO_BE_CONFIRMED = ("to be confirmed", "ska bekräftas", "skal bekreftes", "må bekreftes")
_TEXTS = {
    "name": N_("The edition has no name in %(language)s."),
    "who_may_nominate": N_("It is not said in %(language)s who may nominate."),
    "who_decides": N_("It is not said in %(language)s who decides."),
    "deciding_body": N_("The deciding body is not named in %(language)s."),
    "public_records": N_("It is not said in %(language)s that texts can be public records."),
}
_OPTIONAL = {
    "intro": N_("There are no words of welcome in %(language)s."),
    "legal_basis": N_("The legal basis is not named in %(language)s."),
}


@check
def texts_missing(session: Session, edition: Edition, at: datetime) -> Iterator[Missing]:
    """Ask for the edition's texts in the programme's own language."""
    del session, at
    own = edition.programme.language
    for name, message in {**_TEXTS, **_OPTIONAL}.items():
        if not getattr(edition, name).get(own):
            yield _texts(edition, message, blocks=name in _TEXTS, language=LANGUAGES[own])
    for code, language in LANGUAGES.items():
        if code != own and any(not getattr(edition, name).get(code) for name in _TEXTS):
            message = N_("Some texts are missing in %(language)s; readers see another language.")
            yield _texts(edition, message, blocks=False, language=language)
    if any(_is_open(getattr(edition, name)) for name in (*_TEXTS, *_OPTIONAL)):
        yield _texts(edition, N_("Some texts say that something is to be confirmed."), blocks=False)


def _texts(edition: Edition, message: str, *, blocks: bool, **values: Value) -> Missing:
    address = {"edition_id": edition.id}
    return Missing(message, "programmes.edition_texts", address, blocks, values)


def _is_open(texts: dict[str, str]) -> bool:
    return any(words in text.lower() for text in texts.values() for words in _TO_BE_CONFIRMED)


@check
def dates_missing(session: Session, edition: Edition, at: datetime) -> Iterator[Missing]:
    """Ask for dates that somebody has looked at and that lie ahead."""
    del session
    address = {"edition_id": edition.id}
    if not edition.dates_confirmed:
        message = N_("The dates are only a proposal. Look at them and save them.")
        yield Missing(message, "programmes.edition_dates", address)
    if edition.closes_at <= at:
        message = N_("Nominations would already be closed. Set dates that lie ahead.")
        yield Missing(message, "programmes.edition_dates", address)
    elif edition.opens_at <= at:
        message = N_("Nominations would open at once, because their date has passed.")
        yield Missing(message, "programmes.edition_dates", address, blocks=False)


@check
def organisations_missing(session: Session, edition: Edition, at: datetime) -> Iterator[Missing]:
    """Ask whose staff may be nominated: unasked, the form offers every employer's workplaces."""
    del session, at
    if not edition.organisations:
        message = N_("No organisation is chosen. Choose whose staff may be nominated.")
        yield Missing(message, "programmes.organisations", {"edition_id": edition.id})


@check
def awards_missing(session: Session, edition: Edition, at: datetime) -> Iterator[Missing]:
    """Ask for awards that somebody can be nominated for."""
    del session, at
    if not edition.awards:
        address = {"edition_id": edition.id}
        yield Missing(N_("There is no award yet."), "programmes.new_award", address)
    for award in edition.awards:
        yield from _award_missing(edition, award)


def _award_missing(edition: Edition, award: Award) -> Iterator[Missing]:
    own = edition.programme.language
    values: dict[str, Value] = {"award": award.name, "language": LANGUAGES[own]}

    def line(message: str, *, blocks: bool = True) -> Missing:
        return Missing(message, "programmes.award", {"award_id": award.id}, blocks, values)

    if not award.name.get(own) or not award.statement.get(own):
        yield line(N_("%(award)s lacks its name or what it is for in %(language)s."))
    if not award.prompts:
        yield line(N_("%(award)s has no question for those who nominate."))
    if award.to_be_confirmed:
        yield line(N_("The text of %(award)s is to be confirmed."), blocks=False)


@check
def criteria_missing(session: Session, edition: Edition, at: datetime) -> Iterator[Missing]:
    """Ask for criteria in words, at every level of the scale."""
    del session, at
    own = edition.programme.language
    if not edition.criteria:
        address = {"edition_id": edition.id}
        yield Missing(
            N_("There is no criterion yet, so nothing can be scored."),
            "programmes.new_criterion",
            address,
        )
    levels = edition.scale_high - edition.scale_low + 1
    for criterion in edition.criteria:
        words = criterion.levels.get(own, [])
        if len(words) != levels or not all(words):
            yield Missing(
                N_("%(criterion)s lacks words for some levels of the scale in %(language)s."),
                "programmes.criterion",
                {"criterion_id": criterion.id},
                blocks=False,
                values={"criterion": criterion.name, "language": LANGUAGES[own]},
            )


@check
def weights_missing(session: Session, edition: Edition, at: datetime) -> Iterator[Missing]:
    """Ask for weights: with all of them zero there is no order of candidates."""
    del session, at
    if not edition.criteria:
        return
    ids = {criterion.id for criterion in edition.criteria}
    address = {"edition_id": edition.id}
    for award in edition.awards:
        if not any(weight.value for weight in award.weights if weight.criterion_id in ids):
            message = N_("All criteria weigh zero in %(award)s.")
            yield Missing(message, "programmes.weights", address, values={"award": award.name})
