"""Cells of files that a spreadsheet program opens: a text never becomes a formula."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Return a text as a cell: one that a program could take for a formula begins with '.

    An import takes the ' away again.
    """
    return f"'{text}" if text.startswith(_DANGEROUS) else text
