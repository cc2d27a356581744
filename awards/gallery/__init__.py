"""The public pages: what the awards are, and who won.

In: editions, and decisions whose embargo has lifted. Out: pages for everybody.
Question answered: what can I do now, and who was awarded?
"""
