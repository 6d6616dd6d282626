"""The operators' front page and their work queues.

What a queue holds belongs to the slice it comes from.
"""
