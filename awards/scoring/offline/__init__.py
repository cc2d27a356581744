"""Scoring away from the page: a workbook that comes back, and paper.

In: a juror's own sheets (`scoring.batch`) and the approved copies. Out: a file, what an upload of
it would change, and a PDF. Question answered: how does somebody score without a network?
"""
