"""The glue between Flask and the domain: access, sessions, errors, forms, language, headers.

In: a request. Out: an answer, committed when it is below 400.
Question answered: what happens around every view?
"""
