"""What is printed on a certificate, in its own language: from a decision to its text."""

import hashlib
import json
from dataclasses import asdict
from typing import Literal

from babel.dates import format_date

from awards.certificates.rules import Recipient, serial_of
from awards.certificates.text import CertificateText
from awards.core.colour import readable_accent
from awards.core.languages import N_, in_language
from awards.core.text import citation
from awards.core.translation import translator
from awards.decisions.models import Outcome
from awards.decisions.outcomes import OUTCOME_MESSAGES
from awards.decisions.queries import AwardOutcome
from awards.programmes.models import Award

TITLE = N_("Certificate – %(award)s %(year)s – %(name)s")
VERB = N_("is awarded to")
TEAM = N_("together with the others in %(team)s")
CHAIR_OF_BODY = N_("Chair of %(body)s")
CHAIR_OF_JURY = N_("Chair of the jury")
_KINDS: dict[Outcome, Literal["winner", "shared", "honourable_mention"]] = {
    Outcome.WINNER: "winner",
    Outcome.SHARED: "shared",
    Outcome.HONOURABLE_MENTION: "honourable_mention",
}


def certificate_text(given: AwardOutcome, recipient: Recipient, language: str) -> CertificateText:
    """Return everything that is printed on one recipient's certificate, in `language`."""
    say = translator(language)
    award, outcome = given.award, recipient.outcome
    edition, programme = award.edition, award.edition.programme
    word = in_language(award.name, language)
    alone = outcome.outcome is Outcome.WINNER
    return CertificateText(
        language=language,
        title=say(TITLE, award=word, year=edition.year, name=recipient.name),
        organisation=programme.organisation,
        programme=in_language(programme.name, language),
        year=edition.year,
        award_word=word,
        emblem=award.emblem,
        verb=say(VERB),
        recipient=recipient.name,
        recipient_title=recipient.title or None,
        team_name=say(TEAM, team=outcome.public_name) if recipient.is_member else None,
        members=() if recipient.is_member else _members(recipient),
        citation=citation(outcome.citation),
        date_text=format_date(given.decision.decided_on, "long", locale=language),
        place=programme.place,
        signatures=_signatures(given, language),
        serial=serial_of(award, recipient),
        outcome=_KINDS[outcome.outcome],
        outcome_text=None if alone else say(OUTCOME_MESSAGES[outcome.outcome]),
        accent=readable_accent(programme.accent),
        arms=programme.arms_id,
        arms_alt=in_language(programme.arms_alt, language) if programme.arms_id else "",
    )


def _members(recipient: Recipient) -> tuple[tuple[str, str], ...]:
    team = recipient.outcome.public_members
    return tuple((str(entry["name"]), str(entry.get("title") or "")) for entry in team)


def _signatures(given: AwardOutcome, language: str) -> tuple[tuple[str, str], ...]:
    """Return the two lines to sign on; the names are written by hand."""
    say = translator(language)
    body = deciding_body(given.award, given.decision.body, language)
    return (("", say(CHAIR_OF_BODY, body=genitive(body, language))), ("", say(CHAIR_OF_JURY)))


def deciding_body(award: Award, recorded: str, language: str) -> str:
    """Return the body as recorded; in `language` when it is the one the award or edition names."""
    if recorded in award.decided_by.values():
        return in_language(award.decided_by, language)
    return recorded


def genitive(name: str, language: str) -> str:
    """Return a name as an owner: "Kommunstyrelsens"; English uses "of" and leaves it alone."""
    if language == "en" or not name:
        return name
    if name[-1].lower() in "sxz":
        return name if language == "sv" else f"{name}’"
    return f"{name}s"


def fingerprint_of(text: CertificateText) -> str:
    """Return the SHA-256 of what a certificate says: another text, another document.

    One without a coat of arms says nothing about it, as it did before there were any.
    """
    whole = asdict(text)
    if text.arms is None:
        del whole["arms"], whole["arms_alt"]
    said = json.dumps(whole, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
