"""What the winners of an award get, from its prize's rule. Pure.

Sums are whole units of the currency; nobody is promised more than there is, so shares are rounded
down and what is left over stays with the organisation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from awards.programmes.settings import Rules
from awards.programmes.settings.choices import PrizeRule


@dataclass(frozen=True)
class Share:
    """What one winner gets, and how much of it each person; `each` is the whole for one person."""

    total: int
    each: int
    people: int


def shares(rules: Rules, people: Sequence[int]) -> tuple[Share, ...] | None:
    """Return each winner's share; none where only the award's own text says what it is.

    ``people`` is how many persons stand behind each winner, at least 1. FIXED gives every winner
    the sum; SPLIT divides one sum equally among all persons, none getting more than the cap (0:
    no cap); PER_HEAD gives each person the rate. Of a fixed sum ``each`` is a person's equal part.
    """
    amount, heads = rules.prize_amount, sum(people)
    if rules.prize_rule is PrizeRule.WRITTEN:
        return None
    if rules.prize_rule is PrizeRule.FIXED:
        return tuple(Share(amount, amount // count, count) for count in people)
    each = amount
    if rules.prize_rule is PrizeRule.SPLIT:
        each = amount // heads if heads else 0
        each = min(each, rules.prize_cap) if rules.prize_cap else each
    return tuple(Share(each * count, each, count) for count in people)
