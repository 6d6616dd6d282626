"""The tally's sentences: why an entry counts or not, and how a target comes to its amount."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from shop.kernel.money import Money
from shop.organisations.words import Canteen
from shop.tally.models import TargetProposal
from shop.tally.queries.entry import EntryPage, Judged
from shop.tally.queries.targets import Revision
from shop.tally.queries.trees import Node
from shop.tally.words import EntryKind, TargetForm, VerdictState
from shop.web.filters import amount, day, money, percent
from shop.web.language import current


def why(page: EntryPage, judged: Judged | None) -> str:
    """The one sentence on top of an entry, by the verdict that a scheme holds now."""
    entry = page.entry
    said = {"amount": money(entry.amount), "year": entry.counts_year, "day": day(entry.counts_on)}
    if judged is None:
        return str(_("No counting rules were in force on %(day)s, so %(amount)s is only recorded.", **said))
    if judged.verdict.state is VerdictState.PENDING:
        return str(_("%(amount)s waits for an official to verify it, and does not count before.", **said))
    if judged.verdict.state is VerdictState.DISPUTED:
        return str(_("%(amount)s is disputed, and does not count until that is settled.", **said))
    if judged.verdict.state is VerdictState.NOT_COUNTED:
        reason = judged.verdict.failed.label if judged.verdict.failed else judged.verdict.remark
        return str(_("%(amount)s is recorded but does not count. %(reason)s", reason=reason, **said))
    if entry.kind is EntryKind.CORRECTION and page.offline is not None:
        return str(
            _(
                "A correction of %(amount)s, agreed by two people. Like the first entry it counts on %(day)s, "
                "and it affects no other year.",
                **said,
            )
        )
    if entry.kind is EntryKind.CORRECTION:
        return str(
            _(
                "A correction of %(amount)s, agreed by both sides. Like the first entry it counts on %(day)s, "
                "and it affects no other year.",
                **said,
            )
        )
    if page.offline is not None:
        return str(
            _(
                "%(amount)s counts in %(year)s: %(quantity)s of %(product)s from %(county)s, bought elsewhere "
                "(%(channel)s) with an invoice of %(day)s and verified, met every condition.",
                quantity=amount(entry.quantity, entry.measure.value),
                product=page.offline.version.goods,
                county=page.counties[entry.origin_county].named(current()),
                channel=entry.channel.label,
                **said,
            )
        )
    return str(
        _(
            "%(amount)s counts in %(year)s: %(quantity)s of %(product)s from %(county)s, "
            "accepted on %(day)s, met every condition.",
            quantity=amount(entry.quantity, entry.measure.value),
            product=_product(page),
            county=page.counties[entry.origin_county].named(current()),
            **said,
        )
    )


def _product(page: EntryPage) -> str:
    if page.origin is not None:
        return page.origin.order_line.named(current())
    if page.category is not None:
        return page.category.name if current() == "zh" else page.category.name_english
    return str(_("produce"))


def how_it_comes(form: TargetForm, revision: Revision) -> str:
    """How a line comes to its amount, in words."""
    return _comes(form, revision.base, revision.rate)


def _comes(form: TargetForm, base: int | None, rate: int | None) -> str:
    if form is TargetForm.AMOUNT or base is None or rate is None:
        return str(_("Set as an amount."))
    if form is TargetForm.PER_HEAD:
        return str(_("%(heads)s people at %(rate)s each.", heads=f"{base:,}", rate=money(Money(rate))))
    said = {"rate": percent(Decimal(rate) / 10_000).replace(" ", "\u00a0"), "base": money(Money(base))}
    if form is TargetForm.CANTEEN_RATE:
        return str(_("%(rate)s of a yearly canteen food spend of %(base)s.", **said))
    return str(_("%(rate)s of a yearly union welfare spend of %(base)s.", **said))


def reckoned(filed: TargetProposal) -> str:
    """How what is filed comes to its amount, in words."""
    return _comes(filed.form, filed.base, filed.rate)


def canteen_sentence(node: Node, filing_unit: str | None) -> str | None:
    """What the state of its canteen means for a unit's target (DOMAIN rule 5)."""
    if not node.is_leaf:
        return None
    if node.canteen is Canteen.OWN:
        return str(_("The unit has a canteen of its own and files its yearly food spend."))
    if node.canteen is Canteen.OUTSOURCED:
        contractor = node.contractor_name or "–"
        return str(
            _("The canteen is run by %(contractor)s: the unit files what it spends on food.", contractor=contractor)
        )
    if node.canteen is Canteen.NONE:
        return str(_("The unit has no canteen and so no reserved share of its spend; its purchases still count."))
    if filing_unit is not None:
        return str(
            _("The canteen is shared: %(unit)s files its spend, and this unit has none of its own.", unit=filing_unit)
        )
    return str(_("The canteen is shared with other units, and this unit files its whole spend."))


def points(gap: Decimal | None) -> str:
    """A lead over the pace in percentage points: +3.2, or −5.1 behind it."""
    if gap is None:
        return "–"
    shown = f"{abs(gap * 100):.1f}"
    if shown == "0.0":
        return "0.0"
    return f"+{shown}" if gap > 0 else f"−{shown}"


def sum_of(rows: Iterable[Any], attribute: str) -> Money:
    """What an amount of all rows comes to."""
    return Money(sum(getattr(row, attribute).fen for row in rows))
