"""Verbs that change the organisation and its people."""
