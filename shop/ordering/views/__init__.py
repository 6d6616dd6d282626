"""The pages of ordering, one module per audience."""

from shop.ordering.views import approver, buyer, checkout, public

__all__ = ["approver", "buyer", "checkout", "public"]
