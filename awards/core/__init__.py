"""What everything stands on: tables' base, time, ids, errors, text, permissions.

In: nothing of ours. Out: small pieces with no Flask in them.
Question answered: what is the same for every feature?
"""
