"""Stored files: bytes in `instance/files/`, a row that says what they are.

In: bytes and a name. Out: a row; the bytes again. Question answered: where does a file lie?
"""
