"""The outbox: a mail is a row in the transaction of what it tells about; the worker sends it.

In: a template, a language, an address. Out: a mail by SMTP, or an .eml file.
Question answered: was it told, to whom, and when?
"""
