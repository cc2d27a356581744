"""Juror copies: from the masked draft to the text that the jury reads.

In: a candidate's nominations, and who is known elsewhere. Out: marks that a person looks at one by
one, and versions of the copy. Question answered: may the jury read this?
"""
