"""From a spreadsheet to changes of the organisation, step by step, each a module of its own.

`sheets` reads bytes, `columns` knows headings, `rows` checks cells, `plan` compares with what is
there, `report` says what would change. Only `actions/imports.py` writes.
"""
