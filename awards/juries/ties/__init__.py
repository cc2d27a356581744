"""Ties: the people and units that a juror is close to, named once before they read.

In: what a juror writes. Out: names and units, against which the hidden nominees are matched.
Question answered: about whom does a juror have to be asked one by one?
"""
