"""Base figures and splits of targets, as units and officials file them."""

from typing import Any

from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.organisations.models import Unit
from shop.tally.models import BaseFiling, Scheme, TargetSplit
from shop.tally.services.bases import Stated, approve_base, file_base
from shop.tally.services.splits import Wish, approve_split, propose_split
from shop.tally.words import BaseFigure, BaseKind, SplitMethod
from tests.factories.memberships import an_actor
from tests.factories.tally import superior_of


def a_filed_base(
    of: Unit,
    value: int = 100_000_000,
    figure: BaseFigure = BaseFigure.CANTEEN,
    kind: BaseKind = BaseKind.FILED,
    *,
    year: int | None = None,
    **others: Any,
) -> BaseFiling:
    """A base figure of the unit that waits for its superior; fen or heads."""
    stated = Stated(figure, kind, value, "annual accounts", others.pop("holds_from", None))
    return file_base(of.id, year or clock.today().year, stated, by=others.pop("by", None) or an_actor(of), **others)


def a_base(of: Unit, *particulars: Any, **others: Any) -> BaseFiling:
    """One that its superior has approved."""
    filing = a_filed_base(of, *particulars, **others)
    approve_base(filing, by=superior_of(of, filing.year))
    return filing


def a_proposed_split(scheme: Scheme, parent: Unit, amounts: dict[Unit, int | str], **others: Any) -> TargetSplit:
    """A split by hand that waits for a second official; yuan for each child."""
    year = others.pop("year", None) or clock.today().year
    wish = Wish(
        others.pop("method", SplitMethod.HAND),
        {child.id: Money.yuan(yuan) for child, yuan in amounts.items()},
        others.pop("reason", "by hand"),
        others.pop("holds_from", None),
    )
    by = others.pop("by", None) or an_actor(parent, {Role.OFFICIAL})
    return propose_split(scheme, parent.id, year, wish, by=by, **others)


def a_split(scheme: Scheme, parent: Unit, amounts: dict[Unit, int | str], **others: Any) -> TargetSplit:
    """One that a second official has approved."""
    split = a_proposed_split(scheme, parent, amounts, **others)
    approve_split(split, by=an_actor(parent, {Role.OFFICIAL}))
    return split
