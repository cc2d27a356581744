"""Verbs that write programmes, editions, awards and criteria."""

from awards.programmes.actions.changes import (
    add_award,
    add_criterion,
    archive,
    change,
    change_award,
    confirm_dates,
    move,
    open_edition,
    restore,
)
from awards.programmes.actions.making import make_copy, make_programme
from awards.programmes.actions.rule_changes import AS_THE_EDITION, change_rules
from awards.programmes.actions.standing import mark_decided, set_announcement

__all__ = [
    "AS_THE_EDITION",
    "add_award",
    "add_criterion",
    "archive",
    "change",
    "change_award",
    "change_rules",
    "confirm_dates",
    "make_copy",
    "make_programme",
    "mark_decided",
    "move",
    "open_edition",
    "restore",
    "set_announcement",
]
