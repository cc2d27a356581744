"""Where a reader goes back to: a path of ours, never another site."""

from urllib.parse import urlsplit

_CONTROL = frozenset(chr(code) for code in (*range(32), 127))


def local_path(wanted: str | None, otherwise: str) -> str:
    """Return `wanted` when it is a path within this site, else `otherwise`.

    Browsers drop tabs and newlines and read a backslash as a slash, so neither may occur.
    """
    if not wanted or _CONTROL & set(wanted) or "\\" in wanted:
        return otherwise
    try:
        parts = urlsplit(wanted)
    except ValueError:  # "//[" is no address at all
        return otherwise
    ours = wanted.startswith("/") and not wanted.startswith("//")
    return wanted if ours and not parts.scheme and not parts.netloc else otherwise
