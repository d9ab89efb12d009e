"""Bulk acts: one act on many rows of a list. Rooms declare them in acts.py; a run freezes its rows before it is
confirmed, and each row is done once.
"""
