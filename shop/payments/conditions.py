"""On which conditions a unit buys: its terms, and what is set up in this shop."""

from __future__ import annotations

from flask import current_app

from shop.kernel.questions import OnWhichTerms, PayingTerms
from shop.payments.gateway import is_set_up
from shop.payments.queries.terms import answer_on_which_terms


def answer_terms(question: OnWhichTerms) -> PayingTerms:
    """What the checkout has to know before an order is placed. One query, two where credit is limited."""
    return answer_on_which_terms(question, online=is_set_up(), deposit=current_app.config["DEPOSIT_PERCENT"])
