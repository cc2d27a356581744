"""How outcomes are said, and what the buttons promise."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from awards.decisions.models import Outcome
from awards.decisions.outcomes import OUTCOME_MESSAGES
from awards.decisions.rules import WINNING


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
