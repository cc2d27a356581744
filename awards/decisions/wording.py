"""How outcomes are said, and what the buttons promise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from babel.numbers import format_currency
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from awards.decisions.models import Outcome
from awards.decisions.outcomes import OUTCOME_MESSAGES
from awards.decisions.prize import Share, shares
from awards.decisions.queries import AwardOutcome
from awards.decisions.rules import WINNING
from awards.programmes.models import Award
from awards.programmes.settings import rules_of
from awards.web.i18n import language, translated


def _(message: str, **values: object) -> str:
    return str(gettext(message, **values))


OUTCOME_NAMES = {outcome: _l(message) for outcome, message in OUTCOME_MESSAGES.items()}
"""What an outcome is called on a page, in the reader's language."""


def outcomes_in_words(outcomes: Sequence[Outcome]) -> str:
    """Say what was given without a name: "1 winner, 2 honourable mentions"."""
    count = outcomes.count
    said = []
    if winners := count(Outcome.WINNER):
        said.append(str(ngettext("%(num)s winner", "%(num)s winners", winners)))
    if shared := count(Outcome.SHARED):
        said.append(_("%(number)s share the award", number=shared))
    if not winners and not shared:
        said.append(_("not awarded"))
    if mentions := count(Outcome.HONOURABLE_MENTION):
        words = ngettext("%(num)s honourable mention", "%(num)s honourable mentions", mentions)
        said.append(str(words))
    return ", ".join(said)


@dataclass(frozen=True)
class Prize:
    """A prize, written out: what one winner gets, and for several persons what each gets."""

    total: str
    each: str = ""


def prizes_in_words(award: Award, people: Sequence[int]) -> list[Prize]:
    """Say what each winner gets; `people` is how many persons each of them is, at least 1."""
    rules = rules_of(award)
    found = shares(rules, people)
    if found is None:
        written = translated(award.prize)
        return [Prize(written) for _count in people]
    return [_prize(share, rules.prize_currency) for share in found]


def _prize(share: Share, currency: str) -> Prize:
    total = money(share.total, currency)
    if share.people == 1:
        return Prize(total)
    each = money(share.each, currency)
    return Prize(
        total,
        _("%(sum)s for each of %(count)s people", sum=each, count=share.people),
    )


def money(amount: int, currency: str) -> str:
    """Return a whole sum as the reader's language writes it: "10 000 kr"."""
    whole = "#,##0\N{NO-BREAK SPACE}¤"
    return str(format_currency(amount, currency, whole, language(), currency_digits=False))


def prizes_of(outcome: AwardOutcome) -> list[Prize]:
    """Say what each winner of an award gets, in their order."""
    return prizes_in_words(outcome.award, [heads(won.public_members) for won in outcome.winners])


def heads(members: Sequence[object]) -> int:
    """Return how many persons a winner is: the named members, or one."""
    return max(1, len(members))


def count_winners(outcomes: Iterable[Outcome]) -> int:
    """Count those who win, alone or together."""
    return sum(outcome in WINNING for outcome in outcomes)


def publish_words(winners: int, when: str) -> str:
    """Return what the button does: "Publish 6 winners on 14 November 2026 13:00".

    `when` is the moment as the reader's language writes it; "" means now.
    """
    if not winners and not when:
        return _("Publish the decision now")
    if not winners:
        return _("Publish the decision on %(moment)s", moment=when)
    if not when:
        return str(ngettext("Publish %(num)s winner now", "Publish %(num)s winners now", winners))
    words = ngettext(
        "Publish %(num)s winner on %(moment)s",
        "Publish %(num)s winners on %(moment)s",
        winners,
        moment=when,
    )
    return str(words)
