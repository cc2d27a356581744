"""Twins: nominations that may be of the same nominee, and candidates made of several.

In: an edition's nominations. Out: suggestions with their evidence, and merged candidates that
keep every text and nominator. How many there are is never a score and never shown to jurors.
Question answered: who has been nominated more than once?

`names`, `texts` and `groups` compare; `likeness` weighs what they find; `blocks` keeps the
number of comparisons small; `search` puts them together. All of these are pure.
"""
