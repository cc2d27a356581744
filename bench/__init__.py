"""Measures the app beside the ceilings of this machine: `python -m bench`, or `make bench`.

In: nothing but this repository. Out: `bench/latest.json` and a table. Question answered: how many
times slower than the barest thing that could work is each page, each save, each certificate?
Ratios, not milliseconds, so that machines can be compared.
"""
