"""Rows into sheets, sheets back into rows, and words into papers: as PDF, with a page that says whether one is ours.

It knows no slice; a slice hands it plain data.
"""
