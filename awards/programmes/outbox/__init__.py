"""The outbox page: mail that waits, and what became of all other mail, of one's own programmes.

In: held mail and a programme's texts. Out: mail that is let go, or not.
Question answered: who is about to be told what?
"""
