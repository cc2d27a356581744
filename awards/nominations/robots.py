"""Telling a person who writes from a program that fills in forms: by the time it took.

The form carries a signed mark of when it was opened. Nothing here refuses a text: whoever seems
to be a program is asked to send once more, and is then taken in with a flag for the coordinator.
"""

from datetime import UTC, datetime

from itsdangerous import BadSignature, URLSafeSerializer

LEAST_SECONDS = 4
"""Nobody reads the form, fills it in and sends it in less."""
_SALT = "nomination-opened"


def opened_mark(at: datetime, *, secret: str) -> str:
    """Return what a form carries to say when it was opened."""
    mark = URLSafeSerializer(secret, salt=_SALT).dumps(int(at.timestamp()))
    return mark if isinstance(mark, str) else mark.decode()


def too_fast(mark: str, at: datetime, *, secret: str) -> bool:
    """Say whether a form was sent sooner than anybody can write; also without a mark of ours."""
    try:
        opened = datetime.fromtimestamp(URLSafeSerializer(secret, salt=_SALT).loads(mark), UTC)
    except (BadSignature, TypeError, ValueError, OverflowError, OSError):
        return True
    return (at - opened).total_seconds() < LEAST_SECONDS
