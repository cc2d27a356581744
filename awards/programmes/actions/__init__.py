"""Verbs that write programmes, editions, awards and criteria."""

from awards.programmes.actions.arms import remove_arms, set_arms, take_arms
from awards.programmes.actions.changes import (
    add_award,
    add_criterion,
    archive,
    change,
    change_award,
    move,
    open_edition,
    restore,
)
from awards.programmes.actions.dates import ReasonNeeded, close_early, move_dates, what_follows
from awards.programmes.actions.making import make_copy, make_programme
from awards.programmes.actions.organisations import choose_organisations
from awards.programmes.actions.rule_changes import AS_THE_EDITION, change_rules
from awards.programmes.actions.standing import mark_decided, set_announcement
from awards.programmes.actions.weights import set_weights

__all__ = [
    "AS_THE_EDITION",
    "ReasonNeeded",
    "add_award",
    "add_criterion",
    "archive",
    "change",
    "change_award",
    "change_rules",
    "choose_organisations",
    "close_early",
    "make_copy",
    "make_programme",
    "mark_decided",
    "move",
    "move_dates",
    "open_edition",
    "remove_arms",
    "restore",
    "set_announcement",
    "set_arms",
    "set_weights",
    "take_arms",
    "what_follows",
]
