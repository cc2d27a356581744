"""What coordinators do at the desk, beside the verdict."""

from awards.triage.desk.actions.answers import answer_finding, look_through, reopen_finding
from awards.triage.desk.actions.judging import judge
from awards.triage.desk.actions.notes import assign, keep_note, write_note
from awards.triage.desk.actions.saved import remove_view, save_view
from awards.triage.desk.actions.steps import Order, take_step
from awards.triage.desk.actions.undoing import undo_step

__all__ = [
    "Order",
    "answer_finding",
    "assign",
    "judge",
    "keep_note",
    "look_through",
    "remove_view",
    "reopen_finding",
    "save_view",
    "take_step",
    "undo_step",
    "write_note",
]
