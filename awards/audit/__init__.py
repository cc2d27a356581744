"""The audit trail: who did what when, append-only and hash-chained.

In: one call from every verb, in the verb's own transaction. Out: lines, and a check of them.
Question answered: has anything been done, or undone, that nobody can see?
"""
