"""The words of the desk's filters, steps, and what they leave out."""

from flask_babel import lazy_gettext as _l

from awards.triage.desk.models import StepKind
from awards.triage.desk.rules import Skip
from awards.triage.queries import CopyFilter, DuplicateFilter, FindingFilter, Sort

SORT_WORDS: dict[Sort, str] = {
    Sort.WAITING: _l("What waits first"),
    Sort.NEWEST: _l("Newest first"),
    Sort.OLDEST: _l("Oldest first"),
    Sort.NAME: _l("Nominee, A to Z"),
    Sort.AWARD: _l("Award by award"),
    Sort.ASSIGNEE: _l("By who looks after it"),
}
COPY_WORDS: dict[CopyFilter, str] = {
    CopyFilter.NONE: _l("No juror copy yet"),
    CopyFilter.DRAFT: _l("A draft"),
    CopyFilter.APPROVED: _l("Approved"),
}
DUPLICATE_WORDS: dict[DuplicateFilter, str] = {
    DuplicateFilter.SUGGESTED: _l("May be of the same nominee as another"),
    DuplicateFilter.MERGED: _l("Merged with others"),
}
FINDING_FILTER_WORDS: dict[FindingFilter, str] = {
    FindingFilter.OPEN: _l("Any that nobody has answered"),
    FindingFilter.ANY: _l("Any at all"),
}
STEP_WORDS: dict[StepKind, str] = {
    StepKind.ACCEPT: _l("Let them take part"),
    StepKind.REFUSE: _l("Say that they cannot take part"),
    StepKind.ASSIGN: _l("Give them to a coordinator"),
    StepKind.PREPARE: _l("Prepare their juror copies"),
}
SKIP_WORDS: dict[Skip, str] = {
    Skip.WITHDRAWN: _l("The nominator has taken it back"),
    Skip.UNCONFIRMED: _l("The nominator has not confirmed it yet"),
    Skip.JUDGED: _l("There is a verdict already"),
    Skip.CLOSED: _l("It is too late for that now"),
    Skip.OPEN_FINDING: _l("The rules have found something that nobody has answered"),
    Skip.ACCEPTED_FINDING: _l("Somebody has said that a finding is right"),
    Skip.NOT_TAKING_PART: _l("It does not take part, or nobody has decided yet"),
    Skip.HAS_COPY: _l("There is a juror copy already"),
    Skip.SAME_CANDIDATE: _l("It is merged with another one in this list, which stands for both"),
}
