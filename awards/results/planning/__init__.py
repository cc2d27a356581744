"""Planning a jury before anyone is invited.

In: how many candidates, jurors and readers; last year's sheets, where there are any. Out: reads,
hours, and how sure the result would be. The figures themselves are worked out in `juries.planning`.
"""
