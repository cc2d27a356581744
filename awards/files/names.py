"""What a file is called when somebody fetches it. Where it lies is made of its id only."""

import re
from pathlib import PurePosixPath
from unicodedata import category, normalize

LONGEST = 100
"""Characters before the ending; with the ending still well below what any system refuses."""
_BYTES = 200
_UNSAFE = re.compile(r"[^\w. ()-]+")
_UNSEEN = frozenset({"Cf", "Co", "Cs", "Cn"})
"""Kinds of characters that turn or hide what follows, such as right-to-left overrides."""
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")
"""Names that are devices on Windows, with any ending."""
_ENDING = re.compile(r"\.[a-z0-9]{1,5}\Z", re.IGNORECASE)


def safe_name(name: str, ending: str | None = None) -> str:
    """Return a name without path, control, turning or quoting characters, and not too long.

    With `ending` ("pdf") the name gets that one, in place of one that says the same (`.jpeg`).
    """
    seen = "".join(c for c in normalize("NFC", name) if category(c) not in _UNSEEN)
    bare = _UNSAFE.sub("-", PurePosixPath(seen.replace("\\", "/")).name).strip(" .-")
    stem, last = _parted(bare)
    if ending is not None:
        stem, last = (stem if _SAME.get(last[1:].lower(), last[1:].lower()) == ending else bare), ""
        last = f".{ending}"
    stem = _shortened(stem.strip(" .-")) or "file"
    return f"{'file-' if _RESERVED.match(stem) else ''}{stem}{last}"


_SAME = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}


def _parted(name: str) -> tuple[str, str]:
    """Return a name before its ending, and the ending with its dot."""
    found = _ENDING.search(name)
    if found is None or found.start() == 0:
        return name, ""
    return name[: found.start()], found[0]


def _shortened(stem: str) -> str:
    cut = stem[:LONGEST].encode()[:_BYTES].decode(errors="ignore")
    return cut.rstrip(" .-")
