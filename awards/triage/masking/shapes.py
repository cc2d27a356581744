"""What gives somebody away by its shape: addresses, telephone and identity numbers.

Only shapes are looked at, not check digits: a mistyped identity number still points at a person.
Years, dates, times, sums of money and counts must stay, because jurors need them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from awards.triage.masking import words
from awards.triage.masking.masked import MaskReason
from awards.triage.masking.tokens import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[int, int, MaskReason]

_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]+(?:@|\s?[(\[{]\s?(?:at|a|snabel-?a|krøllalfa)\s?[)\]}]\s?)"
    r"[\w-]{1,63}(?:\.[\w-]{1,63})+",
    re.IGNORECASE,
)
_WEB = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”»]*[^\s<>\"”».,;:!?)\]]"
    r"|(?<![\w@.])(?:[A-Za-z0-9åäöÅÄÖæøÆØ-]{1,63}\.){1,4}(?:se|no|nu|com|org|net|eu|dk|fi|io|info)"
    r"(?![\w.]*\w)(?:/[^\s<>\"”»]*[^\s<>\"”».,;:!?)\]])?"
    r"|(?<![\w@.])@[A-Za-zåäöÅÄÖæøÆØ][\w.]{1,30}\w"
)
# YYMMDD-NNNN, YYYYMMDD-NNNN; day + 60 is a coordination number.
_PERSONNUMMER = re.compile(
    r"(?<![\d-])(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
    r"[-+–‐ ]?\d{4}(?![\d-])"
)
# DDMMYY NNNNN; day + 40 is a D-number.
_FODSELSNUMMER = re.compile(
    r"(?<![\d-])(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d\d[ -]?\d{5}(?![\d-])"
)
_NUMBER_START = r"(?<![\d+,.:-])(?<!\d[ \u00a0])"
_NUMBER_END = r"(?![\d]|[ \u00a0]?\d|[,.:-]\d)"
_GROUP = r"[ \u00a0-]?"
_INTERNATIONAL = re.compile(
    r"(?:(?<!\w)\+|(?<!\d)00)[1-9]\d{0,2}(?:[ \u00a0()/.–-]{0,3}\d){6,12}(?!\d)"
)
_SWEDISH = re.compile(
    _NUMBER_START
    + rf"\(?0\d{{1,3}}\)?[ \u00a0]?[-–/]?[ \u00a0]?\d{{2,3}}(?:{_GROUP}\d{{2,3}}){{1,3}}"
    + _NUMBER_END
)
_SWEDISH_RUN = re.compile(
    r"(?<![\d+,.:-])07\d[- ]?\d{7}(?!\d)|(?<![\d+,.:-])0\d{1,3}-\d{5,8}(?!\d)"
)
_NORWEGIAN = re.compile(
    _NUMBER_START + r"(?:47[ \u00a0]?)?"
    r"(?:[2-9]\d(?:[ \u00a0]\d\d){3}|[489]\d\d[ \u00a0]\d\d[ \u00a0]\d{3}|(?!20)[2-9]\d{7})"
    + _NUMBER_END
)
_LABELLED = re.compile(
    r"(?<!\w)(?:tfn|tel|tlf|telefon|telefonnummer|mobil|mob|ankn|anknytning|växel|phone|ring|sms)"
    r"[.:]{0,2}\s{0,2}(?:nr\.?\s)?(?P<number>\(?\+?\d(?:[ \u00a0()/–-]{0,2}\d){3,13})(?!\d)",
    re.IGNORECASE,
)
_MONEY_AFTER = re.compile(
    r"\s?(?:kr|kronor|kroner|sek|nok|eur|euro|€|\$|%|procent|prosent|miljon|million|mkr|mnok|tkr|st\b)",
    re.IGNORECASE,
)
_CAPITAL = "A-ZÅÄÖÆØÉ"
_SMALL = "a-zåäöæøéü"
_STREET_ENDING = (
    "gatan|gata|vägen|väg|veien|vei|vegen|veg|gränden|gränd|torget|torg|stigen|allén|allé|alléen"
    "|gate|gaten|plassen|plass|platsen|bakken|backen|svingen|kroken|leden|ringen|terrassen|tunet"
)
_ADDRESS = re.compile(
    rf"(?<!\w)(?:(?:[{_CAPITAL}][{_SMALL}.]{{0,20}}[ \u00a0]){{0,3}}[{_CAPITAL}][{_SMALL}]{{0,30}}"
    rf"(?:{_STREET_ENDING})"
    rf"|[{_CAPITAL}][{_SMALL}]{{1,20}}(?:[ \u00a0][{_CAPITAL}][{_SMALL}]{{1,20}}){{0,2}}"
    rf"[ \u00a0](?i:{_STREET_ENDING}))"
    r"[ \u00a0]\d{1,3}(?:(?:[ \u00a0]?[A-Z]|[a-z])(?!\w))?(?!\d)"
    rf"(?:,?[ \u00a0]\d{{3}}[ \u00a0]?\d{{1,2}}[ \u00a0][{_CAPITAL}]\w+)?"
)
# A street without a telling ending needs a preposition before it: "i Kvelluren 35".
_PLAIN_ADDRESS = re.compile(
    rf"(?<!\w)(?:på|i|til|till|vid|ved|fra|från)[ \u00a0]"
    rf"(?P<street>[{_CAPITAL}][{_SMALL}]{{3,30}}[ \u00a0]\d{{1,3}}"
    r"(?:[ \u00a0]?[A-Z]|[a-z])?)(?![\w.:]*\d|\w)"
)
_MIN_PHONE_DIGITS = 9
_NORWEGIAN_DIGITS = 8


def find_shapes(text: str) -> list[Span]:
    """Return what is to be masked for its shape, in reading order and without overlaps.

    Where two shapes fit, the earlier of this list wins: e-mail, web address, street address,
    telephone number written as one, identity number, telephone number.
    """
    found: list[Span] = []
    taken = bytearray(len(text))
    for start, end, reason in _candidates(text):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append((start, end, reason))
    return sorted(found)


def _candidates(text: str) -> Iterator[Span]:
    if "@" in text or "(" in text or "[" in text or "{" in text:
        yield from _all(_EMAIL, text, MaskReason.EMAIL)
    yield from _all(_WEB, text, MaskReason.WEB_ADDRESS)
    if not any(map(str.isdigit, text)):
        return
    yield from _addresses(text)
    yield from _plain_addresses(text)
    for match in _LABELLED.finditer(text):
        yield *match.span("number"), MaskReason.PHONE
    yield from _all(_INTERNATIONAL, text, MaskReason.PHONE)
    yield from _all(_SWEDISH_RUN, text, MaskReason.PHONE)
    yield from _all(_PERSONNUMMER, text, MaskReason.IDENTITY_NUMBER)
    yield from _all(_FODSELSNUMMER, text, MaskReason.IDENTITY_NUMBER)
    for pattern in (_SWEDISH, _NORWEGIAN):
        for match in pattern.finditer(text):
            if _is_phone(match.group(), text[match.end() : match.end() + 10]):
                yield *match.span(), MaskReason.PHONE


def _all(pattern: re.Pattern[str], text: str, reason: MaskReason) -> Iterator[Span]:
    for match in pattern.finditer(text):
        yield *match.span(), reason


def _addresses(text: str) -> Iterator[Span]:
    """Yield street addresses without the words before them: "Vid Ekvägen 3", not "På vägen 3"."""
    for match in _ADDRESS.finditer(text):
        start = match.start()
        first, _, rest = match.group().partition(" ")
        while rest and fold(first) in words.STARTERS:
            start += len(first) + 1
            first, _, rest = rest.partition(" ")
        if rest and text[start].isupper():
            yield start, match.end(), MaskReason.STREET_ADDRESS


def _plain_addresses(text: str) -> Iterator[Span]:
    """Yield "Kvelluren 35" but not "Kök 3" or "Avdelning 5": units have numbers as well."""
    for match in _PLAIN_ADDRESS.finditer(text):
        word = fold(match["street"].split()[0])
        if word not in words.NUMBERED and not word.endswith(words.LONG_GENERIC):
            yield *match.span("street"), MaskReason.STREET_ADDRESS


def _is_phone(number: str, after: str) -> bool:
    """Tell a telephone number from money, counts and dates that look alike."""
    digits = "".join(filter(str.isdigit, number))
    if _MONEY_AFTER.match(after) or digits.endswith("0000"):
        return False
    if digits.startswith("0"):
        return len(digits) >= _MIN_PHONE_DIGITS
    return len(digits) in {_NORWEGIAN_DIGITS, _NORWEGIAN_DIGITS + len("47")}
