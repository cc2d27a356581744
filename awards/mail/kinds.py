"""The mails that wait for a coordinator's look, and what their texts can name.

Only these are ever shown to anybody. All others (sign-in links, a nominator's links) carry an
address that lets its reader in: they are sent at once, and their words are for the addressee.
A new held mail needs a line here and a template in `templates/mail/`.
"""

from dataclasses import dataclass

from awards.core.languages import N_

FIELDS: dict[str, str] = {
    "name": N_("The name of whoever gets the mail"),
    "award": N_("The name of the award"),
    "former_award": N_("The award it was sent to first"),
    "reason": N_("Why it cannot take part, as the end of a sentence"),
    "role": N_("The role they are given, such as juror"),
    "programme": N_("The name of the programme"),
    "organisation": N_("The organisation that gives the awards"),
    "sender": N_("The name of the coordinator who wrote the invitation"),
    "url": N_("The address to open: where one signs in, or the public page of the awards"),
    "nominee": N_("Who is nominated"),
    "reference": N_("The reference of the nomination"),
    "left": N_("How many sheets are missing"),
    "deadline": N_("Until when, with the time zone"),
    "basis": N_("The legal basis, as the edition says it"),
    "kept": N_("How long nominations are kept"),
    "contact": N_("The programme's e-mail address for questions"),
}
"""Merge field → what stands there in the mail."""


@dataclass(frozen=True)
class Kind:
    """A kind of mail: what it is called, when it is written, and its merge fields."""

    template: str
    label: str
    about: str
    fields: tuple[str, ...]

    @property
    def key(self) -> str:
        """What it is called in addresses: `jury-invitation`."""
        return self.template.rpartition("/")[2].replace("_", "-")


_ROLE_FIELDS = ("name", "role", "programme", "organisation", "sender", "url", "contact")
_NOMINATOR_FIELDS = ("name", "nominee", "award", "programme", "organisation", "url", "contact")
_NOMINEE_FIELDS = ("name", "award", "programme", "organisation", "url", "contact")

KINDS: dict[str, Kind] = {
    kind.template: kind
    for kind in (
        Kind(
            "programmes/jury_invitation",
            N_("Invitation to the jury"),
            N_("Written when somebody we know becomes a juror or chair."),
            _ROLE_FIELDS,
        ),
        Kind(
            "programmes/role_given",
            N_("A role is given"),
            N_("Written when somebody we know gets any other role."),
            _ROLE_FIELDS,
        ),
        Kind(
            "programmes/guest_invitation",
            N_("Invitation to a guest"),
            N_("Written when somebody from outside the organisation is invited."),
            _ROLE_FIELDS,
        ),
        Kind(
            "nominations/confirm_reminder",
            N_("Reminder to confirm a nomination"),
            N_("Written once, shortly before the deadline, for each nomination that waits."),
            (*_NOMINATOR_FIELDS, "deadline"),
        ),
        Kind(
            "nominations/registered_receipt",
            N_("Receipt of a nomination that you registered"),
            N_("Written when you register a nomination and its nominator has an address."),
            (*_NOMINATOR_FIELDS, "reference"),
        ),
        Kind(
            "nominations/nominee_notice",
            N_("What a nominee is told about their personal data"),
            N_("Written for each nominee whose address is known, where the rules say so."),
            (*_NOMINEE_FIELDS, "basis", "kept"),
        ),
        Kind(
            "nominations/nominee_takes_part",
            N_("A nominee takes part"),
            N_("Written when a nominee is found to take part, where the rules say so."),
            _NOMINEE_FIELDS,
        ),
        Kind(
            "triage/not_taking_part",
            N_("A nomination cannot take part"),
            N_("Written to the nominator when you decide that a nomination cannot take part."),
            (
                "name",
                "nominee",
                "award",
                "programme",
                "organisation",
                "reference",
                "reason",
                "contact",
            ),
        ),
        Kind(
            "triage/moved",
            N_("A nomination is moved to another award"),
            N_("Written to the nominator when you move a candidate to an award that fits better."),
            (
                "name",
                "nominee",
                "former_award",
                "award",
                "programme",
                "organisation",
                "reference",
                "url",
                "contact",
            ),
        ),
        Kind(
            "scoring/late_reminder",
            N_("Reminder to a late juror"),
            N_("Written when you ask for reminders to the jurors who are late."),
            ("name", "programme", "organisation", "left", "deadline", "url", "contact"),
        ),
        Kind(
            "nominations/nominee_decided",
            N_("A nominee's award is decided"),
            N_("Written for each nominee after the decision, where the rules say so."),
            _NOMINEE_FIELDS,
        ),
    )
}
"""Template → the kind of mail."""


KEYS: dict[str, Kind] = {kind.key: kind for kind in KINDS.values()}
"""The same by what they are called in addresses."""
