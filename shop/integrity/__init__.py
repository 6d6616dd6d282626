"""Signals, checks, spot checks, checkpoints and receipts.

It judges nothing by itself: it shows where somebody should look.
"""
