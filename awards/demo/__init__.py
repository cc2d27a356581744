"""The demo: data files, and a loader that lets people act on them as they would in the pages.

In: JSON files, a folder for each programme; a phase. Out: two
programmes with two editions each, in an empty database.
Question answered: what does a year with Utmärkt look like?
"""
