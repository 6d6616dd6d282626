"""Read-only questions that cross slices: the home page, the desks, public progress, files made of them.

It writes nothing but these files, and who asked for them.
"""
