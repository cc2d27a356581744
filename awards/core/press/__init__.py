"""The press: our typeface, and pages of HTML as tagged PDF/UA-1 on paper.

In: a template under `templates/print/` and its words. Out: bytes. Question answered: how does it
look on paper, in our own fonts, with nothing read that is not ours?
"""
