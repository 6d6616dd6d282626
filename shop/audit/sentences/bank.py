"""What was done to bank statements and their lines, to payments announced and to payers’ names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "unit.payer_learnt": _l("Payments of the unit arrive in the name of %(name)s as well."),
    "unit.payer_forgotten": _l("The payer’s name %(name)s was forgotten."),
    "bank_statement.received": _l("%(name)s was uploaded, with %(rows)s rows."),
    "bank_statement.read": _l("It was read: %(new)s new lines, %(known)s known before."),
    "bank_line.booked": _l("It was booked as payment %(number)s."),
    "bank_line.attached": _l("It tells of payment %(number)s, which the other side’s bank had told of already."),
    "bank_line.announced": _l("It was announced to the supplier, who has not seen it yet."),
    "bank_line.given_back": _l("It was booked as given back of payment %(number)s."),
    "bank_line.back_attached": _l(
        "It tells of what was given back of payment %(number)s, which the other side’s bank had told of already."
    ),
    "bank_line.aside": _l("It was set aside: it pays for nothing here."),
    "bank_line.reopened": _l("It was opened again."),
    "announced.announced": _l("The payer’s bank shows a transfer of %(amount)s; the payee has not seen it yet."),
    "announced.seen": _l("The payee has seen it: payment %(number)s."),
    "announced.denied": _l("The payee says that %(amount)s did not arrive."),
    "announced.withdrawn": _l("The payer has taken it back."),
    "announced.waits_again": _l("The payee has taken back that it has seen it."),
}
