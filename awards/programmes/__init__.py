"""Programme → edition → award: what differs between municipalities, years and awards, as data.

In: dates and texts. Out: the phase an award stands in. Question answered: what is open now?
"""
