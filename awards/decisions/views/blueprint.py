"""What the pages of decisions share."""

from flask import Blueprint, request

bp = Blueprint("decisions", __name__)

_STEPS = frozenset({"csrf_token", "confirmed", "change"})


def sent_fields() -> list[tuple[str, str]]:
    """Return every field that was sent, for a page that asks once more before it is done."""
    return [
        (name, value)
        for name, values in request.form.lists()
        if name not in _STEPS
        for value in values
    ]
