"""Settings of conflicts of interest: what is asked, what counts, under which law."""

from awards.core.languages import N_
from awards.programmes.models import Phase
from awards.programmes.settings.choices import ConflictLaw
from awards.programmes.settings.kinds import Kind, Setting, Where

CONFLICTS = (
    Setting(
        key="ties_asked",
        group="conflicts",
        kind=Kind.YES_NO,
        default=False,
        label=N_("Jurors first name who they are close to"),
        help=N_(
            "Units and people, once. Then they are asked about those candidates one by one,"
            " and about the others all at once."
        ),
        where=Where.EDITION,
        reason_from=Phase.SCORING,
        locked_from=Phase.DECIDED,
    ),
    Setting(
        key="conflict_levels",
        group="conflicts",
        kind=Kind.NUMBER,
        default=1,
        label=N_("Managers up and down that count"),
        help=N_(
            "A possible conflict is asked about so many levels up and down; 0 asks about none."
        ),
        low=0,
        high=6,
        where=Where.EDITION,
        reason_from=Phase.SCORING,
        locked_from=Phase.DECIDED,
    ),
    Setting(
        key="conflict_superior",
        group="conflicts",
        kind=Kind.YES_NO,
        default=False,
        label=N_("A conflicted superior counts for those below"),
        help=N_(
            "Whoever works under somebody who is conflicted is asked about the same candidate."
        ),
        where=Where.EDITION,
        reason_from=Phase.SCORING,
        locked_from=Phase.DECIDED,
    ),
    Setting(
        key="conflict_law",
        group="conflicts",
        kind=Kind.CHOICE,
        default=ConflictLaw.UNKNOWN.value,
        label=N_("The rules on conflicts of interest"),
        help=N_("Named wherever a ground is shown. Which of them applies here, you confirm."),
        choices=(
            (ConflictLaw.UNKNOWN.value, N_("To be confirmed")),
            (ConflictLaw.SWEDEN.value, N_("Swedish law")),
            (ConflictLaw.NORWAY.value, N_("Norwegian law")),
        ),
        where=Where.EDITION,
    ),
    Setting(
        key="conflict_statutes",
        group="conflicts",
        kind=Kind.LINES,
        default=(),
        label=N_("The paragraphs that apply"),
        help=N_(
            "One a line, as they are to be named wherever a ground is shown."
            " Empty: those we know of the law above."
        ),
        where=Where.EDITION,
    ),
)
