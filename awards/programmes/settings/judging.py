"""Settings of how the jury reads, scores and comes to an order."""

from awards.core.languages import N_
from awards.programmes.models import Phase
from awards.programmes.settings.choices import Method, OrderBy, Reasons, TieRule
from awards.programmes.settings.kinds import Kind, Setting, Where

SCORING = (
    Setting(
        key="blind",
        group="scoring",
        kind=Kind.YES_NO,
        default=True,
        label=N_("The jury reads without names"),
        help=N_("If not, juror copies are made and approved the same way, with nothing masked."),
        where=Where.EDITION,
        columns=("blind",),
        reason_from=Phase.NOMINATING,
        locked_from=Phase.SCORING,
    ),
    Setting(
        key="neutral_pronouns",
        group="scoring",
        kind=Kind.YES_NO,
        default=True,
        label=N_("Write hen for hon, han and hun"),
        help=N_("In the drafts of juror copies, so that a pronoun gives nobody away."),
        where=Where.EDITION,
        locked_from=Phase.SCORING,
    ),
    Setting(
        key="scale",
        group="scoring",
        kind=Kind.CHOICE,
        default="1-5",
        label=N_("Scale"),
        help=N_("The scores a juror chooses from. Every criterion has words for each level."),
        choices=(("1-5", N_("1 to 5")), ("1-10", N_("1 to 10")), ("0-10", N_("0 to 10"))),
        where=Where.EDITION,
        columns=("scale_low", "scale_high"),
        reason_from=Phase.TRIAGE,
        locked_from=Phase.SCORING,
    ),
    Setting(
        key="readers",
        group="scoring",
        kind=Kind.NUMBER,
        default=0,
        label=N_("Readers for each candidate"),
        help=N_(
            "When candidates are divided among the jurors. 0: everybody reads everything in a small"
            " round (up to 8 jurors and 30 candidates), five read each candidate in a larger one."
        ),
        low=0,
        high=50,
        locked_from=Phase.DELIBERATION,
    ),
    Setting(
        key="reasons_about",
        group="scoring",
        kind=Kind.CHOICE,
        default=Reasons.WHOLE.value,
        label=N_("Jurors' reasons"),
        help=N_("One text for the whole sheet, or a short one under each criterion as well."),
        choices=(
            (Reasons.WHOLE.value, N_("One for the whole")),
            (Reasons.CRITERION.value, N_("One for each criterion, and one for the whole")),
        ),
        where=Where.EDITION,
        reason_from=Phase.TRIAGE,
        locked_from=Phase.SCORING,
    ),
    Setting(
        key="late_days",
        group="scoring",
        kind=Kind.NUMBER,
        default=3,
        label=N_("Days before the deadline from which a juror counts as late"),
        help=N_(
            "From then on whoever has not handed in everything is shown as late, and you can write"
            " a reminder to them alone; 0 counts nobody as late before the deadline."
        ),
        low=0,
        high=30,
        where=Where.EDITION,
        locked_from=Phase.DELIBERATION,
    ),
    Setting(
        key="scores_before_close",
        group="scoring",
        kind=Kind.YES_NO,
        default=False,
        label=N_("The coordinator sees the scores while the jury still scores"),
        help=N_(
            "If not, nobody sees a score of somebody else before scoring has closed. Jurors never"
            " do, whatever you choose here."
        ),
        where=Where.EDITION,
        reason_from=Phase.TRIAGE,
        locked_from=Phase.SCORING,
    ),
)

RESULTS = (
    Setting(
        key="decision_mode",
        group="results",
        kind=Kind.CHOICE,
        default=OrderBy.POINTS.value,
        label=N_("How the jury comes to an order"),
        help=N_(
            "Ranking takes each juror's own order, so that strict and mild jurors weigh alike."
            " With consensus nobody sees an order before the chair has proposed."
        ),
        choices=(
            (OrderBy.POINTS.value, N_("By points")),
            (OrderBy.RANKING.value, N_("By each juror's own ranking")),
            (OrderBy.CONSENSUS.value, N_("By consensus in the meeting")),
        ),
        reason_from=Phase.TRIAGE,
        locked_from=Phase.SCORING,
    ),
    Setting(
        key="counting_method",
        group="results",
        kind=Kind.CHOICE,
        default=Method.WEIGHTED_MEAN.value,
        label=N_("The method that counts"),
        help=N_("With the median, one juror far from the others moves nothing."),
        choices=(
            (Method.WEIGHTED_MEAN.value, N_("Weighted mean")),
            (Method.WEIGHTED_MEDIAN.value, N_("Weighted median")),
        ),
        reason_from=Phase.TRIAGE,
        locked_from=Phase.SCORING,
        asked_when=("decision_mode", (OrderBy.POINTS.value, OrderBy.CONSENSUS.value)),
    ),
    Setting(
        key="tie_rule",
        group="results",
        kind=Kind.CHOICE,
        default=TieRule.SHARED.value,
        label=N_("When two come out the same"),
        help=N_("Nothing else ever parts candidates with the same figure."),
        choices=(
            (TieRule.SHARED.value, N_("They share the place")),
            (TieRule.CRITERION.value, N_("The higher mean on one criterion goes first")),
            (TieRule.SHEETS.value, N_("The one read by more jurors goes first")),
        ),
        reason_from=Phase.TRIAGE,
        locked_from=Phase.SCORING,
    ),
    Setting(
        key="tie_criterion",
        group="results",
        kind=Kind.CRITERION,
        default="",
        label=N_("The criterion that parts them"),
        help=N_("Those who are still the same on it share the place."),
        reason_from=Phase.TRIAGE,
        locked_from=Phase.SCORING,
        asked_when=("tie_rule", (TieRule.CRITERION.value,)),
    ),
    Setting(
        key="finalists",
        group="results",
        kind=Kind.NUMBER,
        default=0,
        label=N_("Number of finalists"),
        help=N_("So many places are marked as the shortlist; 0 marks none."),
        low=0,
        high=20,
        reason_from=Phase.SCORING,
        locked_from=Phase.DECIDED,
    ),
    Setting(
        key="quorum_sheets",
        group="results",
        kind=Kind.NUMBER,
        default=0,
        label=N_("Fewest sheets for whoever is proposed"),
        help=N_("A proposal is saved only when each proposed candidate has so many sheets."),
        low=0,
        high=50,
        reason_from=Phase.SCORING,
        locked_from=Phase.DECIDED,
    ),
    Setting(
        key="quorum_jurors",
        group="results",
        kind=Kind.NUMBER,
        default=0,
        label=N_("Fewest jurors who have handed in"),
        help=N_("A proposal is saved only when so many voting jurors have handed in a sheet."),
        low=0,
        high=50,
        reason_from=Phase.SCORING,
        locked_from=Phase.DECIDED,
    ),
)
