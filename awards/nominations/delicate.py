"""Words at which a nominator is reminded, softly, what not to write. A hint, never a refusal.

A public document may be read by anybody: nothing about health, nothing by which a client, pupil or
patient can be recognised. Pupils and patients in general are what many texts are about, so only
forms that point at one of them count ("eleven", "en patient"), never "eleverna" or "patients".
The page's script gets the same words: `words_for_script`.
"""

import json
import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache


class Delicate(StrEnum):
    """What a text seems to mention."""

    HEALTH = "health"
    CLIENT = "client"


WORDS = {
    Delicate.HEALTH: (
        *("sjukskriven", "sjukskrivna", "sjukskrivning", "sjukskrivningen", "sjukdom", "sjukdomen"),
        *("diagnos", "diagnosen", "diagnoser", "cancer", "cancern", "depression", "deprimerad"),
        *("utbränd", "utbrändhet", "utmattad", "utmattning", "utmattningen", "adhd", "autism"),
        *("missbruk", "missbrukare", "alkoholist", "självmord", "gravid", "missfall", "psykos"),
        *("funktionsnedsättning", "funktionshinder", "rullstol", "dement", "medicinering"),
        *("sykmeldt", "sykemeldt", "sykmelding", "sykemelding", "sykdom", "sykdommen"),
        *("diagnose", "kreft", "kreften", "depresjon", "deprimert", "utbrent"),
        *("utbrenthet", "autisme", "rusmisbruk", "rusmisbruker", "alkoholiker", "selvmord"),
        *("psykose", "funksjonsnedsettelse", "funksjonshemning", "rullestol", "medisinering"),
        *("sick leave", "illness", "diagnosis", "diagnosed", "depressed", "burnout", "burnt out"),
        *("pregnant", "miscarriage", "suicide", "alcoholic", "addiction", "disability"),
        *("wheelchair", "dementia"),
    ),
    Delicate.CLIENT: (
        *("en elev", "eleven", "elevens", "en patient", "patienten", "patientens", "en brukare"),
        *("brukaren", "brukarens", "en klient", "klienten", "klientens", "den boende"),
        *("en pasient", "pasienten", "pasientens", "en bruker", "brukeren", "brukerens"),
        *("beboeren", "beboerens"),
        *("a pupil", "the pupil", "a student", "the student", "a patient", "the patient"),
        *("a client", "the client", "a resident of ours"),
    ),
}
_EDGES = r"(?<!\w)(?:{})(?!\w)"


@cache
def _pattern(kind: Delicate) -> re.Pattern[str]:
    longest_first = sorted(WORDS[kind], key=len, reverse=True)
    return re.compile(_EDGES.format("|".join(map(re.escape, longest_first))), re.IGNORECASE)


def delicate_in(texts: Iterable[str | None]) -> dict[Delicate, str]:
    """Return the first word of each kind that the texts mention, as it is written there."""
    joined = "\n".join(text or "" for text in texts)
    found = {kind: _pattern(kind).search(joined) for kind in Delicate}
    return {kind: match[0] for kind, match in found.items() if match}


@cache
def words_for_script() -> str:
    """Return the words as JSON: kind → words."""
    return json.dumps({str(kind): words for kind, words in WORDS.items()}, ensure_ascii=False)
