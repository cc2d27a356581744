"""Results: what the handed-in sheets say of an award's candidates, and how surely.

In: score sheets, under code names. Out: a ranked table, a plot, a workbook, stored result runs.
Question answered: how does the jury's whole opinion look, without a single name?
"""
