"""What somebody has begun to write and not sent: kept from the first sentence on.

In: the fields of a form as they are typed, with whatever network there is. Out: the same fields,
in this browser or, by a mailed link, in another. Nobody else reads them: a draft is no nomination.
Question answered: where is what I wrote?
"""
