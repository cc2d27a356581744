"""Blind copies of attachments: the only files that jurors may get.

In: an attachment, and a copy of it without names. Out: the copy, approved by a person, under a
number. Question answered: which files may a jury see, and does what they came from still stand?
"""
