"""What is sold: products, packs, price tiers, lots and their stock, certificates, search, and the pages that show them.

Who buys it and how an order lives is `ordering`'s business.
"""
