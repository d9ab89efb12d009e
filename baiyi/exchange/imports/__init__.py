"""Workbooks that come in: read, rehearsed, told row by row, written at once or not at all, and taken back."""
