"""Attachments: files that come with a nomination, from the form's first minute on.

In: a file and the key of a form, or a nomination. Out: a stored file that belongs to a nomination.
Question answered: what came with the text, and may it still come or go?
"""
