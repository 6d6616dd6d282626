"""Read-only questions that cross slices: the home page, the desks, public progress.

It writes nothing.
"""
