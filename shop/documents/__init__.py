"""Rows into sheets and papers, and sheets back into rows.

It knows no slice; a slice hands it plain data.
"""
