"""Signals: what looks arranged in an edition's nominations. Shown to coordinators, never a refusal.

In: who wrote what about whom, and from where. Out: signals with their evidence, each a reason to
ask and never a verdict; nothing follows from them by itself.
Question answered: is somebody trying to win by numbers, by copies or by mutual favours?
"""
