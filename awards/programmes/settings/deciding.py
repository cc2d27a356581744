"""Settings of the decision, the prize, who is told, and how long things are kept."""

from awards.core.languages import N_
from awards.programmes.models import Phase
from awards.programmes.settings.choices import Notice, PrizeRule, Told
from awards.programmes.settings.kinds import Kind, Setting, Where

DECISION = (
    Setting(
        key="prize_rule",
        group="decision",
        kind=Kind.CHOICE,
        default=PrizeRule.WRITTEN.value,
        label=N_("How the prize is worked out"),
        help=N_("The amount stands with the decision and on the winner's page."),
        choices=(
            (PrizeRule.WRITTEN.value, N_("As the award's own text says")),
            (PrizeRule.FIXED.value, N_("A fixed sum for each winner")),
            (PrizeRule.SPLIT.value, N_("One sum, split among all who win")),
            (PrizeRule.PER_HEAD.value, N_("So much for each person who wins")),
        ),
        reason_from=Phase.NOMINATING,
        locked_from=Phase.ANNOUNCED,
    ),
    Setting(
        key="prize_amount",
        group="decision",
        kind=Kind.NUMBER,
        default=10_000,
        label=N_("Sum, or sum for each person"),
        help=N_("In whole kronor, or the currency below."),
        low=0,
        high=10_000_000,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.ANNOUNCED,
        asked_when=(
            "prize_rule",
            (PrizeRule.FIXED.value, PrizeRule.SPLIT.value, PrizeRule.PER_HEAD.value),
        ),
    ),
    Setting(
        key="prize_cap",
        group="decision",
        kind=Kind.NUMBER,
        default=0,
        label=N_("At most for each person"),
        help=N_("When the sum is split; 0 means no limit."),
        low=0,
        high=10_000_000,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.ANNOUNCED,
        asked_when=("prize_rule", (PrizeRule.SPLIT.value,)),
    ),
    Setting(
        key="prize_currency",
        group="decision",
        kind=Kind.CHOICE,
        default="SEK",
        label=N_("Currency"),
        help=N_("What the sum is counted in."),
        choices=(
            ("SEK", N_("Swedish kronor")),
            ("NOK", N_("Norwegian kroner")),
            ("DKK", N_("Danish kroner")),
            ("EUR", N_("Euro")),
        ),
        where=Where.EDITION,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.ANNOUNCED,
        asked_when=(
            "prize_rule",
            (PrizeRule.FIXED.value, PrizeRule.SPLIT.value, PrizeRule.PER_HEAD.value),
        ),
    ),
    Setting(
        key="embargo_days",
        group="decision",
        kind=Kind.NUMBER,
        default=0,
        label=N_("Days from decision to announcement"),
        help=N_("The announcement's form suggests that day; 0 suggests none."),
        low=0,
        high=120,
        where=Where.EDITION,
        locked_from=Phase.ANNOUNCED,
    ),
    Setting(
        key="embargo_hour",
        group="decision",
        kind=Kind.NUMBER,
        default=9,
        label=N_("Hour of the announcement"),
        help=N_("The full hour that the announcement's form suggests, from 0 to 23."),
        low=0,
        high=23,
        where=Where.EDITION,
        locked_from=Phase.ANNOUNCED,
    ),
)

AFTERWARDS = (
    Setting(
        key="nominee_told",
        group="afterwards",
        kind=Kind.CHOICE,
        default=Told.NEVER.value,
        label=N_("When nominees are told"),
        help=N_(
            "A letter is put into the outbox for each nominee whose address was given; somebody"
            " reads it before it is sent."
        ),
        choices=(
            (Told.NEVER.value, N_("Not by us")),
            (Told.AFTER_TRIAGE.value, N_("When they are found to take part")),
            (Told.AFTER_DECISION.value, N_("When the decision is recorded")),
            (Told.AT_ANNOUNCEMENT.value, N_("When the announcement is set")),
        ),
        where=Where.EDITION,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.ANNOUNCED,
    ),
    Setting(
        key="nominee_notice",
        group="afterwards",
        kind=Kind.CHOICE,
        default=Notice.NEVER.value,
        label=N_("When nominees are told about their personal data"),
        help=N_(
            "What article 14 of the GDPR asks for: what we have, where from, why, how long, and"
            " their rights. Written into the outbox for each nominee whose address was given."
        ),
        choices=(
            (Notice.NEVER.value, N_("Not by us")),
            (Notice.WHEN_RECEIVED.value, N_("When the nomination counts")),
            (Notice.AFTER_TRIAGE.value, N_("When they are found to take part")),
        ),
        where=Where.EDITION,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.ANNOUNCED,
    ),
    Setting(
        key="retention_years",
        group="afterwards",
        kind=Kind.NUMBER,
        default=2,
        label=N_("Years that nominations are kept"),
        help=N_("The nomination form tells it, and what is kept longer as a public record."),
        low=1,
        high=50,
        where=Where.EDITION,
        reason_from=Phase.NOMINATING,
    ),
)
