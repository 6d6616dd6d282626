"""Who may open which address: every route that names an object or takes a form stands in a table, or a test fails.

Each room has its own. An address is filled in from the business of the small world (`busy`). All of it is the school's,
in the town called harbour, supervised by the bureau; the cooperative of county 530624 sells.
"""

from shop.kernel.tables import joined
from tests.architecture.doors import (
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
from tests.architecture.doors.knocking import ABOVE, COOP, COUNTY, EVERYBODY, SCHOOL, Door

__all__ = ["ABOVE", "BUTTONS", "COOP", "COUNTY", "DOORS", "EVERYBODY", "PLAIN", "PUBLIC", "SCHOOL", "Door"]

PUBLIC: dict[str, dict[str, str]] = {
    "/products/<slug>": {"slug": "potatoes"},
    "/suppliers/<slug>": {"slug": "coop"},
    "/counties/<code>": {"code": "530624"},
    "/check/<token>": {"token": "issued paper"},
    "/bulletins/check/<token>": {"token": "bulletin token"},
    "/photos/<name>/<size>": {"name": "product photo", "size": "640.webp"},
    "/assets/<name>": {"name": "nothing.css"},
}
"""What anybody may open."""

DOORS = joined(
    mail.DOORS,
    organisations.DOORS,
    suppliers.DOORS,
    households.DOORS,
    catalogue.DOORS,
    lots.DOORS,
    ordering.DOORS,
    fulfilment.DOORS,
    payments.DOORS,
    invoices.DOORS,
    bank.DOORS,
    tally.DOORS,
    offline.DOORS,
    periods.DOORS,
    publishing.DOORS,
    files.DOORS,
    bulletins.DOORS,
    links.DOORS,
)
"""Every method and address that names an object, and who finds something there."""

PLAIN = joined(
    accounts.PLAIN,
    mail.PLAIN,
    organisations.PLAIN,
    suppliers.PLAIN,
    households.PLAIN,
    catalogue.PLAIN,
    lots.PLAIN,
    ordering.PLAIN,
    fulfilment.PLAIN,
    payments.PLAIN,
    invoices.PLAIN,
    bank.PLAIN,
    offline.PLAIN,
    periods.PLAIN,
    publishing.PLAIN,
    files.PLAIN,
    bulletins.PLAIN,
    links.PLAIN,
)
"""Every other address that takes a form, and one who may send it."""

BUTTONS = frozenset().union(
    accounts.BUTTONS,
    mail.BUTTONS,
    organisations.BUTTONS,
    households.BUTTONS,
    catalogue.BUTTONS,
    lots.BUTTONS,
    ordering.BUTTONS,
    fulfilment.BUTTONS,
    payments.BUTTONS,
    invoices.BUTTONS,
    tally.BUTTONS,
    offline.BUTTONS,
    periods.BUTTONS,
    publishing.BUTTONS,
    files.BUTTONS,
    bulletins.BUTTONS,
    links.BUTTONS,
)
"""Where forms go that are a button alone, or whose fields may all be left out: there is nothing in them to mangle."""
