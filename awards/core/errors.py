"""What can go wrong in the domain: each error knows its page and a sentence for the reader.

The sentence is an English message id; the web layer translates it (see `awards.web.errors`).
Mark it for translation where it is raised with `awards.core.languages.N_`.
"""

from awards.core.languages import N_


class DomainError(Exception):
    """Something the domain refuses; nothing has been changed."""

    status = 409
    message = N_("That is not possible right now.")

    def __init__(self, message: str | None = None, **values: object) -> None:
        """Take a sentence that says what to do, and the values it names."""
        super().__init__(message or self.message)
        self.message = message or self.message
        self.values = values


class NotFound(DomainError):
    """There is no such thing, or not for the one who asks: the same answer on purpose."""

    status = 404
    message = N_("There is nothing here for you.")


class Forbidden(DomainError):
    """Known, signed in, and still not theirs to do."""

    status = 403
    message = N_("Your role does not include this.")


class WrongInput(DomainError):
    """What was typed cannot be used; the page is shown again with the text kept."""

    status = 422
    message = N_("Something in the form needs another look.")


class Conflict(DomainError):
    """Somebody, or another tab, was there first; or it is the wrong phase."""

    status = 409


class Closed(Conflict):
    """The time for this is over, or has not come yet."""

    message = N_("The time for this is over.")
