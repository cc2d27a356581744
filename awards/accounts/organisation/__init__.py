"""The organisation and its people: a tree with a history, found by typing, filled by imports.

In: a spreadsheet, or a form. Out: units and people that everybody else refers to.
Question answered: who works where, under whom, and what was it called then?
"""
