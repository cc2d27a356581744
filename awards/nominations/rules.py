"""What a nomination is made of, when it may be sent, changed or withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from awards.core.db import Translated
from awards.core.errors import Closed, Conflict
from awards.core.ids import new_id
from awards.core.languages import LANGUAGES, N_
from awards.core.text import count_words
from awards.core.translation import translator
from awards.nominations.models import (
    EffectKind,
    Nomination,
    NominationState,
    NomineeKind,
    Relation,
)
from awards.programmes.models import Award, Phase
from awards.programmes.rules import intake_ends, phase_of, takes_nominations
from awards.programmes.settings import Rules, rules_of, rules_of_edition

MOST_MEMBERS = 40
"""More than any rules allow; what an award allows is `group_most`."""
EFFECT_LABELS = {
    EffectKind.ACHIEVED: N_("What it has led to, and for whom"),
    EffectKind.EXPECTED: N_("What it can lead to, and for whom"),
}
INSPIRED_LABEL = N_("What it is inspired by")


@dataclass(frozen=True)
class Draft:
    """Everything a nominator writes, before it is a nomination."""

    nominee_kind: NomineeKind
    nominee_name: str
    nominee_title: str
    members: tuple[tuple[str, str], ...]
    """(name, title) of each member, in the nominator's order."""
    unit_ids: frozenset[str]
    partner: str
    answers: tuple[tuple[str, str], ...]
    """(prompt id, text), in the prompts' order."""
    effect_kind: EffectKind
    effect: str
    nominator_name: str
    nominator_email: str
    relation: Relation
    nominee_email: str = ""
    """Where the nominee is told of it; asked only where nominees are told."""
    inspired_by: str = ""
    """Earlier work or people that it builds on."""


class AlreadySent(Conflict):
    """The same page has sent a nomination that is confirmed by now; this text is another."""

    message = N_(
        "You have already sent and confirmed a nomination from this page. To change that one, "
        "use the link in your e-mail. To send this text as a new nomination, press the button."
    )


class ChangedElsewhere(Conflict):
    """The nomination was saved in another tab after this page was opened."""

    message = N_(
        "You have saved this nomination in another tab. Your text here is kept: "
        "press the button again to let it replace the other one."
    )


class Withdrawn(Conflict):
    """The nomination has been taken back."""

    message = N_("This nomination has been withdrawn. You are welcome to write a new one.")


class TooManyLinks(Conflict):
    """A nominator has been sent enough links for now: nobody's mailbox is filled through us."""

    status = 429
    message = N_(
        "We have sent several links within the hour. Look among unwanted mail too, or wait an hour"
        " and ask again."
    )


MOST_LINKS = 5
LINKS_WITHIN = timedelta(hours=1)


MOST_LINKS_TO_ONE = 10
"""So many an address is sent within the hour, for however many nominations, whoever asks."""


def require_link_allowed(sent: int, to_one: int) -> None:
    """Raise TooManyLinks when as many links as these have been sent within the hour.

    `sent` is for one nomination, `to_one` is to one address for all.
    """
    if sent >= MOST_LINKS or to_one >= MOST_LINKS_TO_ONE:
        raise TooManyLinks


LONGEST_REMINDER = timedelta(days=14)
"""The most days before a deadline that the rules may ask for: before them nothing is looked for."""
REMINDED_AFTER = timedelta(hours=6)
"""How long somebody has to look into their mail before anything reminds them."""


def reminder_due(nomination: Nomination, at: datetime) -> bool:
    """Say whether a nomination waits to be confirmed and its deadline is near; once, ever."""
    edition = nomination.award.edition
    days = rules_of_edition(edition).confirm_reminder_days
    waits = nomination.state is NominationState.UNCONFIRMED and nomination.reminded_at is None
    return (
        waits
        and takes_nominations(edition, at)
        and intake_ends(edition) - timedelta(days=days) <= at
        and nomination.arrived_at <= at - REMINDED_AFTER
        and days > 0
    )


def late_at(award: Award, at: datetime) -> bool:
    """Say whether a text that arrives now is late; raise Closed when it cannot be taken at all.

    Between the deadline and the start of scoring a text is kept and flagged: a form opened
    before and sent after is not lost. With rolling intake nothing is late until scoring closes.
    """
    phase = phase_of(award, at)
    if phase is Phase.UPCOMING:
        raise Closed(N_("Nominations have not opened yet."))
    if takes_nominations(award.edition, at):
        return False
    if phase is not Phase.TRIAGE:
        raise Closed(N_("The jury has started reading, so we cannot take in more nominations."))
    return True


def require_confirmable(nomination: Nomination, at: datetime) -> None:
    """Raise Withdrawn, or Closed once the jury reads."""
    if nomination.state is NominationState.WITHDRAWN:
        raise Withdrawn
    late_at(nomination.award, at)


def may_change(nomination: Nomination, at: datetime) -> bool:
    """Say whether its nominator may change it: confirmed, and before the deadline."""
    in_time = phase_of(nomination.award, at) is Phase.NOMINATING
    return in_time and nomination.state is NominationState.RECEIVED


def require_changeable(nomination: Nomination, at: datetime) -> None:
    """Raise Withdrawn, or Closed after the deadline."""
    if nomination.state is NominationState.WITHDRAWN:
        raise Withdrawn
    if not may_change(nomination, at):
        raise Closed(N_("The deadline has passed, so the nomination can no longer be changed."))


def may_withdraw(nomination: Nomination, at: datetime) -> bool:
    """Say whether its nominator may take it back: until the jury starts reading."""
    early = phase_of(nomination.award, at) in {Phase.NOMINATING, Phase.TRIAGE}
    return early and nomination.state is NominationState.RECEIVED


def require_withdrawable(nomination: Nomination, at: datetime) -> None:
    """Raise Closed once the jury has started reading."""
    if not may_withdraw(nomination, at):
        raise Closed(
            N_("The jury has started reading. Write to us if you want to withdraw the nomination.")
        )


def new_reference(award: Award) -> str:
    """Return a fresh reference: LUND-2026-7K3MWQ. Its letters cannot be mixed up."""
    edition = award.edition
    return f"{edition.programme.slug.upper()}-{edition.year}-{new_id(6).upper()}"


def words_in(texts: Iterable[str | None]) -> int:
    """Count the words of all texts together."""
    return sum(count_words(text) for text in texts)


def draft_of(nomination: Nomination) -> Draft:
    """Return what a nomination says, as it would be written in the form."""
    texts = {answer.prompt_id: answer.text for answer in nomination.answers}
    return Draft(
        nominee_kind=nomination.nominee_kind,
        nominee_name=nomination.nominee_name,
        nominee_title=nomination.nominee_title,
        members=tuple((member.name, member.title) for member in nomination.members),
        unit_ids=frozenset(unit.id for unit in nomination.units),
        partner=nomination.partner,
        answers=tuple((p.id, texts.get(p.id, "")) for p in nomination.award.prompts),
        effect_kind=nomination.effect_kind,
        effect=nomination.effect,
        nominator_name=nomination.nominator_name,
        nominator_email=nomination.nominator_email,
        relation=nomination.relation,
        nominee_email=nomination.nominee_email,
        inspired_by=nomination.inspired_by,
    )


def takes_only_projects(award: Award) -> bool:
    """Say whether nothing but projects can be nominated: then nobody is asked who it is."""
    return rules_of(award).nominee_kinds == (NomineeKind.PROJECT.value,)


def _plain(text: str) -> str:
    """Return a name or address as it is compared: without regard to case and spacing."""
    return " ".join(text.casefold().split())


def is_own(draft: Draft) -> bool:
    """Say whether somebody nominates themselves: alone, or as a member."""
    names = {_plain(draft.nominee_name), *(_plain(name) for name, _title in draft.members)}
    theirs = _plain(draft.nominee_email)
    return _plain(draft.nominator_name) in names or (
        bool(theirs) and theirs == _plain(draft.nominator_email)
    )


class GroupSize(StrEnum):
    """How a nominee's members fit an award's rules."""

    RIGHT = "right"
    TOO_FEW = "too-few"
    TOO_MANY = "too-many"


def group_size(kind: NomineeKind, members: int, rules: Rules) -> GroupSize:
    """Say whether the members that are named are too few for a group, or too many for any."""
    if kind is NomineeKind.GROUP and members < rules.group_least:
        return GroupSize.TOO_FEW
    return GroupSize.TOO_MANY if members > rules.group_most else GroupSize.RIGHT


def effect_label(kind: EffectKind) -> Translated:
    """Return the heading over the effect's text, in every language."""
    return in_all_languages(EFFECT_LABELS[kind])


def in_all_languages(text: str) -> Translated:
    """Return one of our own headings in every language: it may be read long after."""
    return {code: translator(code)(text) for code in LANGUAGES}


def nomination_text(nomination: Nomination) -> list[tuple[Translated, str]]:
    """Return (heading, text) for each prompt that was answered, the effect, what inspired it.

    Answers to another award's prompts, where it was moved from, stand behind this one's.
    """
    texts = {answer.prompt_id: answer.text for answer in nomination.answers}
    sections = [(prompt.label, texts.pop(prompt.id, "")) for prompt in nomination.award.prompts]
    before = [answer.prompt for answer in nomination.answers if answer.prompt_id in texts]
    before.sort(key=lambda prompt: (prompt.award_id, prompt.position))
    sections += [(prompt.label, texts[prompt.id]) for prompt in before]
    sections.append((effect_label(nomination.effect_kind), nomination.effect))
    sections.append((in_all_languages(INSPIRED_LABEL), nomination.inspired_by))
    return [(heading, text) for heading, text in sections if text]
