"""Masking: the first draft of the blind text that a coordinator edits and approves.

In come a text and whom it must not give away; out go the text with stand-ins, what was replaced,
and what still looks like a name. Only a person can say that a text is blind, so a doubt is masked.
"""

from awards.triage.masking.draft import mask
from awards.triage.masking.elsewhere import KnownElsewhere
from awards.triage.masking.identities import (
    Identity,
    Kind,
    Language,
    fitting_stand_in,
    is_one_of_a_kind,
    is_stand_in,
    stand_in,
    stand_ins,
)
from awards.triage.masking.masked import Mask, Masked, MaskReason, Suspicion, SuspicionReason

__all__ = [
    "Identity",
    "Kind",
    "KnownElsewhere",
    "Language",
    "Mask",
    "MaskReason",
    "Masked",
    "Suspicion",
    "SuspicionReason",
    "fitting_stand_in",
    "is_one_of_a_kind",
    "is_stand_in",
    "mask",
    "stand_in",
    "stand_ins",
]
