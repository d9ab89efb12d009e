"""Strangers' workbooks: guarded before anything reads them, read in a limited process, taken as people fill them in."""
