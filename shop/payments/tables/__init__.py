"""Invoices, money and the bank as tables to take away."""
