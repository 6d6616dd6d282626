"""Makes records of the data files, one module per noun.

Whether the facts agree with each other is the business of `checks`.
"""
