"""Score sheets: what each juror gives each candidate they may read.

In: readable candidates (`juries.queries.readable`) and their approved copies. Out: handed-in
sheets with receipts. Question answered: what did each juror score, on their own?
"""
