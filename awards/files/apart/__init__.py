"""Opening files from anybody in a process of its own, with a lid on memory and time.

In: bytes from anybody. Out: what `inspect` and `without_metadata` return, or why it is refused.
Question answered: what happens when opening a file takes more than we have?
"""

from awards.files.apart.asking import BareCopy, Busy, bare_copy, emblem, inspect, words_in

__all__ = ["BareCopy", "Busy", "bare_copy", "emblem", "inspect", "words_in"]
