"""The calibration text of an award: everybody on its jury scores it first, and it does not count.

In: a text that somebody made up, or a juror copy of an earlier round. Out: how the jury scored it,
for those who have. Nothing here is a candidate or a score sheet, so nothing that counts those can
count it. Question answered: does the jury measure alike?
"""
