"""People and how they sign in: passwords, attempts, languages.

What a person may do for which organisation is the business of `organisations`.
"""
