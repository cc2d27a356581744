"""What masking hands back: the text, what was replaced and why, what is still suspicious."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MaskReason(StrEnum):
    """Why a piece of text was replaced."""

    FULL_NAME = "full_name"
    NAME_PART = "name_part"
    SHARED_NAME = "shared_name"
    INITIALS = "initials"
    UNIT = "unit"
    NICKNAME = "nickname"
    TITLE = "title"
    EMAIL = "email"
    PHONE = "phone"
    WEB_ADDRESS = "web_address"
    IDENTITY_NUMBER = "identity_number"
    STREET_ADDRESS = "street_address"
    PRONOUN = "pronoun"


class SuspicionReason(StrEnum):
    """Why a piece of the masked text should be looked at."""

    FIRST_NAME = "first_name"
    CAPITALS_IN_A_ROW = "capitals_in_a_row"
    CAPITAL_MID_SENTENCE = "capital_mid_sentence"
    TITLE_BEFORE = "title_before"
    SENTENCE_START = "sentence_start"
    KNOWN_ELSEWHERE = "known_elsewhere"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True, order=True)
class Mask:
    """A replaced piece: ``start`` to ``end`` in the *original* text, and what stands there now."""

    start: int
    end: int
    original: str
    stand_in: str
    reason: MaskReason


@dataclass(frozen=True, slots=True, order=True)
class Suspicion:
    """A piece that may still give somebody away: ``start`` to ``end`` in the *masked* text."""

    start: int
    end: int
    text: str
    reason: SuspicionReason


@dataclass(frozen=True, slots=True)
class Masked:
    """The draft: its text, its masks and suspicions in reading order, and the pronouns changed.

    ``masks`` and ``pronouns`` never overlap; outside both the text is the original's.
    """

    text: str
    masks: tuple[Mask, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    pronouns: tuple[Mask, ...] = ()
