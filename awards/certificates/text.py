"""What a certificate says: every word that is printed on it, and nothing about how."""

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class CertificateText:
    """Everything that is printed on one certificate, in one language.

    title: the document's, for the reader's window and the archive ("Diplom – Innovation 2026 – Anna
        Berg"). language: its code (sv, nb, en). organisation, programme, year: who gives it.
    award_word: the big word ("Innovation"); award_name: a line under it when the word alone does
        not say enough; outcome_text: the words for a shared prize or an honourable mention ("Delat
        pris"), set in accent under the word.
    emblem: the key of a drawing in static/img/emblems; without a file of that name none is drawn.
    verb: "tilldelas". recipient: the person, or the group's own name; recipient_title: role and
        unit; team_name: the group a person received it with; members: (name, title) of each.
    citation: plain text, or Markup that has been through the sanitiser.
    date_text, place: as they are read ("14 november 2026", "Lund"). signatures: (name or "", title)
        of each line.
    serial: as printed. verify_url: where anybody can check it, printed with a QR code; verify_text:
        the few words before that address ("Kontrollera äkthet").
    arms: the stored picture of the giver's coat of arms or logo, None for none; arms_alt: what it
        shows, in words.
    accent: the programme's colour as "#rrggbb".
    """

    language: str
    title: str
    organisation: str
    programme: str
    year: int
    award_word: str
    emblem: str
    verb: str
    recipient: str
    citation: str
    date_text: str
    place: str
    serial: str
    outcome: Literal["winner", "shared", "honourable_mention"]
    accent: str
    award_name: str | None = None
    outcome_text: str | None = None
    recipient_title: str | None = None
    team_name: str | None = None
    members: tuple[tuple[str, str], ...] = ()
    signatures: tuple[tuple[str, str], ...] = ()
    verify_url: str | None = None
    verify_text: str = ""
    arms: str | None = None
    arms_alt: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.accent):
            raise ValueError(f"The accent must be written as #rrggbb, not {self.accent!r}.")
