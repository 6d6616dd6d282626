"""Mails on their way out: rows that the worker sends, whom they reach, and what each person wants to be mailed.

What a mail says is the business of whoever knows of the matter (`kernel.letters`); this room dresses and sends it.
"""
