"""Settings of who may nominate whom, and who can take part."""

from awards.core.languages import N_
from awards.core.permissions import Role
from awards.programmes.models import Phase
from awards.programmes.settings.choices import Repeat
from awards.programmes.settings.kinds import Kind, Setting, Where

NOMINATING = (
    Setting(
        key="nominators",
        group="nominating",
        kind=Kind.CHOICES,
        default=("staff", "resident", "other"),
        label=N_("Who may nominate"),
        help=N_("The form offers only these answers to what somebody is to the municipality."),
        choices=(
            ("staff", N_("Those who work here")),
            ("resident", N_("Those who live here")),
            ("other", N_("Everybody else")),
        ),
        reason_from=Phase.NOMINATING,
        locked_from=Phase.TRIAGE,
    ),
    Setting(
        key="nominator_roles",
        group="nominating",
        kind=Kind.CHOICES,
        default=(),
        label=N_("Only with these roles"),
        help=N_(
            "Leave all empty to let everybody above nominate. With roles chosen, a nomination by"
            " anybody else is marked for whoever reviews it."
        ),
        choices=(
            (Role.ADMIN.value, N_("Administrator")),
            (Role.COORDINATOR.value, N_("Coordinator")),
            (Role.JUROR.value, N_("Juror")),
            (Role.CHAIR.value, N_("Jury chair")),
            (Role.COMMUNICATIONS.value, N_("Communications")),
            (Role.AUDITOR.value, N_("Auditor")),
            (Role.SECRETARY.value, N_("Secretary")),
            (Role.ADVISER.value, N_("Adviser")),
        ),
        reason_from=Phase.NOMINATING,
        locked_from=Phase.TRIAGE,
    ),
    Setting(
        key="staff_domains",
        group="nominating",
        kind=Kind.LIST,
        default=(),
        label=N_("Addresses of staff end with"),
        help=N_(
            "One a line, such as lund.se. Whoever says that they work here, with another address"
            " that we do not know, is marked for whoever reviews. Empty: nobody is."
        ),
        where=Where.EDITION,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.SCORING,
    ),
    Setting(
        key="rolling_intake",
        group="nominating",
        kind=Kind.YES_NO,
        default=False,
        label=N_("Nominations are taken in all the time"),
        help=N_(
            "Also after the date on which nominations close, until scoring closes. Nothing is late:"
            " the jury reads a new text as soon as you have approved it."
        ),
        where=Where.EDITION,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.SCORING,
    ),
    Setting(
        key="confirm_reminder_days",
        group="nominating",
        kind=Kind.NUMBER,
        default=2,
        label=N_("Days before the deadline on which a reminder to confirm is written"),
        help=N_(
            "For nominations whose nominator has not opened the link. The reminders wait in the"
            " outbox until somebody sends them; 0 writes none."
        ),
        low=0,
        high=14,
        where=Where.EDITION,
        locked_from=Phase.TRIAGE,
    ),
    Setting(
        key="jury_may_add",
        group="nominating",
        kind=Kind.YES_NO,
        default=False,
        label=N_("Jurors may add a nomination"),
        help=N_(
            "Also after the deadline, until scoring closes. It is marked as the jury's, and whoever"
            " added it has a conflict of interest there."
        ),
        where=Where.EDITION,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.DELIBERATION,
    ),
    Setting(
        key="self_nomination",
        group="nominating",
        kind=Kind.YES_NO,
        default=False,
        label=N_("People may nominate themselves"),
        help=N_("If not, the form says so when the nominator is the nominee or a member."),
        reason_from=Phase.NOMINATING,
        locked_from=Phase.TRIAGE,
    ),
    Setting(
        key="nominee_kinds",
        group="nominating",
        kind=Kind.CHOICES,
        default=("person", "group", "unit", "project"),
        label=N_("What can be nominated"),
        help=N_("The form offers only these."),
        choices=(
            ("person", N_("One person")),
            ("group", N_("A group")),
            ("unit", N_("A whole unit")),
            ("project", N_("A project")),
        ),
        reason_from=Phase.NOMINATING,
        locked_from=Phase.TRIAGE,
    ),
    Setting(
        key="group_least",
        group="nominating",
        kind=Kind.NUMBER,
        default=0,
        label=N_("Fewest members of a group"),
        help=N_("How many members a group must have by name; 0 leaves it to the nominator."),
        low=0,
        high=40,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.TRIAGE,
    ),
    Setting(
        key="group_most",
        group="nominating",
        kind=Kind.NUMBER,
        default=20,
        label=N_("Most members of a group"),
        help=N_("How many members a group, unit or project may have by name."),
        low=1,
        high=40,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.TRIAGE,
    ),
    Setting(
        key="min_words",
        group="nominating",
        kind=Kind.NUMBER,
        default=40,
        label=N_("Fewest words"),
        help=N_("All answers of a nomination together."),
        low=0,
        high=2000,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.TRIAGE,
    ),
    Setting(
        key="max_words",
        group="nominating",
        kind=Kind.NUMBER,
        default=400,
        label=N_("Most words"),
        help=N_("All answers of a nomination together."),
        low=10,
        high=5000,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.TRIAGE,
    ),
    Setting(
        key="attachments_most",
        group="nominating",
        kind=Kind.NUMBER,
        default=3,
        label=N_("Most files with a nomination"),
        help=N_(
            "How many files somebody may attach, of 10 MB each; 0 takes none. The jury sees a file"
            " only when you have approved a copy of it without names."
        ),
        low=0,
        high=10,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.TRIAGE,
    ),
    Setting(
        key="attachment_kinds",
        group="nominating",
        kind=Kind.CHOICES,
        default=("pdf", "image", "document"),
        label=N_("Kinds of files"),
        help=N_("The form takes only these. What a file is, we tell by its content."),
        choices=(
            ("pdf", N_("PDF")),
            ("image", N_("Pictures (JPEG, PNG, WebP)")),
            ("document", N_("Office documents (Word, Excel, PowerPoint, OpenDocument text)")),
        ),
        reason_from=Phase.NOMINATING,
        locked_from=Phase.TRIAGE,
    ),
)

TRIAGE = (
    Setting(
        key="several_awards",
        group="triage",
        kind=Kind.YES_NO,
        default=True,
        label=N_("One nominee may be in several awards"),
        help=N_("If not, a nominee who takes part in another award already is marked."),
        where=Where.EDITION,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.SCORING,
    ),
    Setting(
        key="repeat_winners",
        group="triage",
        kind=Kind.CHOICE,
        default=Repeat.ALLOW.value,
        label=N_("Those who have won before"),
        help=N_("What happens when a nominee has won in the years before."),
        choices=(
            (Repeat.ALLOW.value, N_("May win again")),
            (Repeat.WARN.value, N_("May win again, but whoever reviews is told")),
            (Repeat.BLOCK.value, N_("Cannot take part")),
        ),
        reason_from=Phase.NOMINATING,
        locked_from=Phase.SCORING,
    ),
    Setting(
        key="repeat_years",
        group="triage",
        kind=Kind.NUMBER,
        default=3,
        label=N_("How many years back"),
        help=N_("Winners of so many years before this edition's year are looked at."),
        low=1,
        high=50,
        reason_from=Phase.NOMINATING,
        locked_from=Phase.SCORING,
        asked_when=("repeat_winners", (Repeat.WARN.value, Repeat.BLOCK.value)),
    ),
)
