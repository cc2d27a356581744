"""Writing the mails that were asked for, and forgetting what is long over."""

from awards.accounts import actions
from awards.core.clock import now
from awards.jobs.registry import Workshop, handles


@handles("accounts.write-links", sweep=True)
def write_links(workshop: Workshop) -> None:
    """Write the mails with links for which somebody waits."""
    settings = workshop.settings
    with workshop.database.write() as session:
        actions.write_links(
            session, secret=settings.secret_key, base_url=settings.base_url, at=now()
        )


@handles("accounts.forget-old", sweep=True)
def forget_old(workshop: Workshop) -> None:
    """Remove links and sessions that have been over for long."""
    with workshop.database.write() as session:
        actions.forget_old(session, at=now())
