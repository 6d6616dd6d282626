"""The pages of accounts, one module per audience."""

from shop.accounts.views import own, public

__all__ = ["own", "public"]
