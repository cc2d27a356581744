"""Triage: who takes part, and the blind text that jurors read.

In: nominations, names and all. Out: candidates under code names with an approved juror copy;
`blind` is the only door through which the jury's side may ask for them.
Question answered: what may jurors read?
"""
