"""The triage desk: what coordinators add around nominations, for themselves.

In: an edition's nominations and the rules' findings. Out: who looks after which, notes that never
leave the desk, answers to findings, views by name, and steps taken for many at once, with undo.
Question answered: who has to look at what next?
"""
