"""Saving score sheets, handing them in, taking them back. Sealing them: see `sealing`."""

from awards.scoring.actions.handing_in import hand_in, hand_in_all, hold, purge_notes, reopen
from awards.scoring.actions.saving import Savable, Saved, Typed, save

__all__ = [
    "Savable",
    "Saved",
    "Typed",
    "hand_in",
    "hand_in_all",
    "hold",
    "purge_notes",
    "reopen",
    "save",
]
