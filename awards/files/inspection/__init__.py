"""Is a file what it says, and harmless? Told by its content, never by its name. Pure.

In: bytes from anybody. Out: the bytes to keep (a picture is written anew), with what they are.
Whatever is doubtful is refused, with a sentence that says what to do instead.
"""

from awards.files.inspection.inspect import LARGEST_EMBLEM, Inspected, inspect, inspect_emblem
from awards.files.inspection.refusals import Refused

__all__ = ["LARGEST_EMBLEM", "Inspected", "Refused", "inspect", "inspect_emblem"]
