"""Pages with forms: who opens them, the fields that each must have, and what is typed into them.

Each room has its own table. What a person in a hurry or in anger types is tried in `nonsense`.
"""

from shop.kernel.tables import joined
from tests.architecture.forms import (
    accounts,
    bank,
    bulletins,
    catalogue,
    files,
    fulfilment,
    households,
    invoices,
    links,
    lots,
    mail,
    offline,
    ordering,
    organisations,
    payments,
    periods,
    publishing,
    suppliers,
    tally,
)

PAGES = joined(
    accounts.PAGES,
    mail.PAGES,
    organisations.PAGES,
    suppliers.PAGES,
    households.PAGES,
    catalogue.PAGES,
    lots.PAGES,
    ordering.PAGES,
    fulfilment.PAGES,
    payments.PAGES,
    invoices.PAGES,
    bank.PAGES,
    tally.PAGES,
    offline.PAGES,
    periods.PAGES,
    publishing.PAGES,
    files.PAGES,
    bulletins.PAGES,
    links.PAGES,
)
"""Who opens which page, and the names of the fields in its own forms (without the number of the line)."""

FILLED = joined(
    mail.FILLED,
    organisations.FILLED,
    suppliers.FILLED,
    households.FILLED,
    catalogue.FILLED,
    lots.FILLED,
    ordering.FILLED,
    fulfilment.FILLED,
    payments.FILLED,
    invoices.FILLED,
    bank.FILLED,
    tally.FILLED,
    offline.FILLED,
    periods.FILLED,
    publishing.FILLED,
    files.FILLED,
    bulletins.FILLED,
    links.FILLED,
)
"""What a form with a key needs to be taken."""

UPLOADED = joined(catalogue.UPLOADED, links.UPLOADED, offline.UPLOADED)
"""The file that a form of a page needs, by the last word of its address: its field, its name, its bytes."""

WORDS = frozenset("code contact name note phone reason what_".split()).union(
    organisations.WORDS,
    suppliers.WORDS,
    households.WORDS,
    catalogue.WORDS,
    lots.WORDS,
    ordering.WORDS,
    fulfilment.WORDS,
    payments.WORDS,
    bank.WORDS,
    offline.WORDS,
    periods.WORDS,
    publishing.WORDS,
    bulletins.WORDS,
    links.WORDS,
)
"""Whatever is typed here is somebody's own business, if it is short enough: fields of several rooms, and of one."""

OFFERED = frozenset("category cold_chain county kind measure months other rate_ seen township year".split()).union(
    mail.OFFERED,
    organisations.OFFERED,
    suppliers.OFFERED,
    catalogue.OFFERED,
    ordering.OFFERED,
    fulfilment.OFFERED,
    payments.OFFERED,
    bank.OFFERED,
    tally.OFFERED,
    offline.OFFERED,
    periods.OFFERED,
    publishing.OFFERED,
    bulletins.OFFERED,
    links.OFFERED,
)
"""Chosen and not typed: what was not offered does not come back."""

POINTERS = frozenset({"proposal"}).union(payments.POINTERS, invoices.POINTERS)
"""What is named here has to be there, or the address is not."""

SECRETS = frozenset("password old new again".split())

FORGIVEN = frozenset({"up_to", "next"}).union(bulletins.FORGIVEN)
"""What cannot be read here is passed over."""
