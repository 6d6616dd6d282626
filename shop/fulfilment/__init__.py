"""Goods on their way: consignments, arrival, acceptance, objections and corrections.

From the moment of acceptance the purchase counts; how it counts is `tally`'s business.
"""
