"""The polite reminder: what is to be paid, since when, and how, as things stand when it is sent.

What was paid in the meantime is left out; when nothing is left, nobody is reminded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from shop.kernel import clock
from shop.kernel.letters import Card, Letter
from shop.kernel.money import Money, total
from shop.kernel.questions import HowToPay, PayeeAnswer, ask
from shop.notices.models import Notice
from shop.web.filters import day, money

HowPaid = Mapping[int, PayeeAnswer]
"""How each order is paid, by its id."""


def how_paid(notices: Iterable[Notice]) -> HowPaid:
    """How the orders of these reminders stand now, and where they are paid. One question."""
    order_ids = {int(order_id) for notice in notices for order_id in _bills(notice)}
    return dict(ask(HowToPay(tuple(sorted(order_ids))))) if order_ids else {}


def reminder(notice: Notice, names: Mapping[str, str], paid: HowPaid, because: str, link: str) -> Letter | None:
    """The letter about what is still open of a reminder's bills; nothing if everything is paid."""
    bills = [(bill, paid[int(order_id)]) for order_id, bill in _bills(notice).items() if int(order_id) in paid]
    still = [(bill, answer) for bill, answer in bills if _open(answer).fen > 0]
    if not still:
        return None
    amount = money(total(_open(answer) for _bill, answer in still))
    more = int(notice.particulars.get("orders", 0)) - len(_bills(notice))
    others = ngettext(
        "%(num)d more order is to be paid: the shop lists it.",
        "%(num)d more orders are to be paid: the shop lists them.",
        more,
    )
    subject, said = _words(notice, amount, names)
    return Letter(
        subject=subject,
        said=said,
        to_do=_("Please transfer each amount with its own text, so that it is matched at once."),
        link=link,
        link_label=_("See what is to be paid"),
        cards=tuple(_card(bill, answer, names) for bill, answer in still),
        closing=(
            *([others] if more > 0 else []),
            _("If you have paid meanwhile, please excuse this mail."),
            because,
        ),
    )


def _words(notice: Notice, amount: str, names: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    if notice.kind == "payment_due_soon":
        return (
            _("%(amount)s for accepted goods is due in a few days", amount=amount),
            (
                _(
                    "Thank you for buying from the aided counties. %(amount)s for accepted goods is due soon.",
                    amount=amount,
                ),
            ),
        )
    if notice.kind == "payment_asked":
        supplier = str(notice.particulars.get("supplier", ""))
        name = names.get(supplier, supplier)
        return (
            _("%(supplier)s kindly asks about %(amount)s", supplier=name, amount=amount),
            (_("%(supplier)s kindly asks about %(amount)s for accepted goods, which is overdue. Farmers "
               "and workers are paid from it.", supplier=name, amount=amount),),
        )  # fmt: skip
    return (
        _("%(amount)s for accepted goods is overdue", amount=amount),
        (_("%(amount)s for accepted goods has not reached the suppliers yet, as far as we know. Farmers "
           "and workers are paid from it.", amount=amount),),
    )  # fmt: skip


def _card(bill: Mapping[str, str], answer: PayeeAnswer, names: Mapping[str, str]) -> Card:
    due = answer.owed.due_on if answer.owed else None
    facts = [
        (_("Amount"), money(_open(answer))),
        (_("Due"), _due(due)),
        (_("Supplier"), names.get(bill["supplier"], bill["supplier"])),
    ]
    if answer.account_number:
        facts += [
            (_("Account name"), answer.account_name),
            (_("Bank"), " ".join(word for word in (answer.bank, answer.branch) if word)),
            (_("Account number"), answer.account_number),
        ]
        if answer.is_new:
            facts.append((_("Please note"), _("This account is new: make sure of it by telephone before you pay.")))
    else:
        facts.append((_("Account"), _("The supplier has not named its account here yet: please ask it.")))
    facts.append((_("Text of the transfer"), answer.code))
    return Card(_("Order %(number)s", number=bill["number"]), tuple(facts))


def _due(due: date | None) -> str:
    if due is None:
        return "–"
    late = (clock.today() - due).days
    if late <= 0:
        return day(due)
    since = ngettext("%(day)s, overdue for %(num)d day", "%(day)s, overdue for %(num)d days", late, day=day(due))
    return str(since)


def _open(answer: PayeeAnswer) -> Money:
    return answer.owed.open if answer.owed else Money(0)


def _bills(notice: Notice) -> dict[str, dict[str, str]]:
    """The orders that the reminder names, by id: ``number`` and the supplier's registered name."""
    bills: dict[str, dict[str, str]] = notice.particulars.get("bills", {})
    return bills
