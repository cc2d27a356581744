"""Personal data across all features: what we hold about somebody, and until when.

In: the marks on personal columns (`core.db.personal`). Out: so far nothing; export, erasure and
retention come here. Question answered: what is known about me, why, and when does it go?
"""
