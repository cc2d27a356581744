"""Sending what waits in the outbox."""

import logging

from awards.core.clock import now
from awards.jobs.registry import Workshop, handles
from awards.mail import actions

log = logging.getLogger("awards.mail")


@handles("mail.send", sweep=True)
def send_waiting(workshop: Workshop) -> None:
    """Send every mail that is due, one at a time; a failing one waits and is tried again."""
    while (mail := actions.claim_next(workshop.database, now())) is not None:
        error = ""
        try:
            actions.deliver(mail, workshop.settings)
        except (OSError, ValueError) as failure:  # smtplib's errors are OSErrors
            error = f"{type(failure).__name__}: {failure}"
            log.warning("mail.failed", extra={"mail": mail.id, "attempts": mail.attempts})
        actions.settle(workshop.database, mail.id, error=error, at=now())
