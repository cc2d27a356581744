"""Taking out of a file what it says about itself, and reading what it says to people. Pure.

In: a file that has been inspected. Out: a copy that says nothing beside what is seen; its words.
Question answered: what could tell a juror who is behind a file, beside what is on its pages?
"""

from awards.files.blinding.bare import OUT_OF_SIGHT, without_metadata
from awards.files.blinding.speaking import words_in
from awards.files.blinding.streams import UNSURE

__all__ = ["OUT_OF_SIGHT", "UNSURE", "without_metadata", "words_in"]
