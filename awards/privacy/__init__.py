"""Personal data across all features: what we hold about somebody, and until when.

In: the marks on personal columns (`core.db.personal`), an edition's `retention_years`. Out: texts
of old rounds that are gone, and a record of it. Question answered: why do we hold this, and when
does it go?
"""
