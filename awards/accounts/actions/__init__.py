"""Signing in and out: who is let in, by which way, and for how long."""

from awards.accounts.actions.administrators import make_administrator
from awards.accounts.actions.links import (
    ask_for_link,
    make_link,
    spend_attempt,
    use_code,
    use_link,
    write_links,
)
from awards.accounts.actions.provider import NobodyHere, enter_with_account, unlink_accounts
from awards.accounts.actions.sessions import (
    begin_session,
    end_over,
    end_session,
    forget_old,
    note_refusal,
    note_seen,
    note_visit,
    sign_out,
    sign_out_everywhere,
)

__all__ = [
    "NobodyHere",
    "ask_for_link",
    "begin_session",
    "end_over",
    "end_session",
    "enter_with_account",
    "forget_old",
    "make_administrator",
    "make_link",
    "note_refusal",
    "note_seen",
    "note_visit",
    "sign_out",
    "sign_out_everywhere",
    "spend_attempt",
    "unlink_accounts",
    "use_code",
    "use_link",
    "write_links",
]
