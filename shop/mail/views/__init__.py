"""The pages of mail, one module per audience."""

from shop.mail.views import operator, own, public

__all__ = ["operator", "own", "public"]
