"""Pages of a long list."""

from dataclasses import dataclass
from math import ceil

from flask import request, url_for


@dataclass(frozen=True)
class Page:
    """Where we are in a list of `total` rows, `size` at a time."""

    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, ceil(self.total / self.size))

    def _url(self, number: int) -> str | None:
        if not 1 <= number <= self.pages or request.endpoint is None:
            return None
        args = {**(request.view_args or {}), **request.args.to_dict(), "page": number}
        return url_for(request.endpoint, **args)

    @property
    def prev_url(self) -> str | None:
        """The page before, or none."""
        return self._url(self.number - 1)

    @property
    def next_url(self) -> str | None:
        """The page after, or none."""
        return self._url(self.number + 1)


def asked_page() -> int:
    """Return the page number in the address; 1 when it is missing or nonsense."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1  # noqa: PLR2004
