"""Where lots went and where goods came from; calling a lot back, and what a unit answers."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.catalogue import policies as lot_policies
from shop.catalogue.lot_life import Deed, deeds_for
from shop.catalogue.models import Lot
from shop.catalogue.queries.lots import lot_for, lots_with_products
from shop.catalogue.queries.recalls import readers_of, recall_for, recalls_of
from shop.catalogue.queries.sources import documented_of, households_of
from shop.catalogue.services import recalls as services
from shop.catalogue.services.lots import LONGEST_REASON, standing_of
from shop.catalogue.services.recalls import LONGEST_ADVICE
from shop.catalogue.sourcing import Documented
from shop.fulfilment import policies, queries
from shop.kernel import clock
from shop.kernel.quantity import total
from shop.kernel.questions import Eaten
from shop.organisations.queries import names_of
from shop.web import once
from shop.web.forms import ShopForm, TextField
from shop.web.guards import actor, allowed, require

bp = Blueprint("traces", __name__)

LOT = "<int(max=999999999999):lot_id>"
MOST_SHOWN = 300


class RecallForm(ShopForm):
    """Why a lot is called back, and what is to be done with it."""

    reason = TextField(_l("Reason"), longest=LONGEST_REASON, needed=_l("Please say why the lot is recalled."))
    advice = TextField(
        _l("What to do with the goods"),
        longest=LONGEST_ADVICE,
        needed=_l("Please say what is to be done with the goods."),
    )


class EndForm(ShopForm):
    """Why a recall is over."""

    reason = TextField(_l("Reason"), longest=LONGEST_REASON, needed=_l("Please say why the recall is over."))


class AnswerForm(ShopForm):
    """What became of the goods, if there is anything to say."""

    answer = TextField(_l("What became of the goods"), longest=LONGEST_ADVICE)


@bp.get(f"/lots/{LOT}/trace")
@allowed(lot_policies.may_read_lots)
def trace(lot_id: int) -> str:
    """Every order, truck and acceptance that some of the lot went into, whom it came from, and its recalls."""
    return _trace_page(lot_id)


@bp.post(f"/lots/{LOT}/trace/recall")
@allowed(lot_policies.may_read_lots)
def recall(lot_id: int) -> ResponseReturnValue:
    """Call the lot back: it is held, and whoever has some of it is told."""
    lot, _product = lot_for(actor(), lot_id)
    require(lot_policies.may_do, Deed.RECALL, lot.supplier_id)
    form = RecallForm()

    def begin() -> str:
        services.begin_recall(lot_id, form.reason.data or "", form.advice.data or "", by=actor())
        flash(_("The lot is recalled. Everybody who has some of it has been told."), "success")
        return url_for(".trace", lot_id=lot_id)

    return once.do(form, begin) or (_trace_page(lot_id, form), 422)


@bp.post(f"/lots/{LOT}/trace/end")
@allowed(lot_policies.may_read_lots)
def end(lot_id: int) -> ResponseReturnValue:
    """The recall is over; the lot stays held until a manager releases it."""
    lot, _product = lot_for(actor(), lot_id)
    require(lot_policies.may_do, Deed.END_RECALL, lot.supplier_id)
    form = EndForm()

    def finish() -> str:
        services.end_recall(lot_id, form.reason.data or "", by=actor())
        flash(_("The recall is over. The lot stays held back until a manager releases it."), "success")
        return url_for(".trace", lot_id=lot_id)

    return once.do(form, finish) or (_trace_page(lot_id, None, form), 422)


@bp.get("/recalls/<number>")
@allowed(policies.may_see_arrivals)
def recalled(number: str) -> str:
    """What a unit has of a lot that was called back, and what it is to do."""
    return _recall_page(number)


@bp.post("/recalls/<number>")
@allowed(policies.may_see_arrivals)
def answer(number: str) -> ResponseReturnValue:
    """Somebody of the unit has read it."""
    recall, _reader, _lot, _product = recall_for(actor(), number)
    form = AnswerForm()

    def note() -> str:
        services.answer_recall(recall.id, form.answer.data or "", by=actor())
        flash(_("Thank you. The supplier sees that you have read it."), "success")
        return url_for(".recalled", number=number)

    return once.do(form, note) or (_recall_page(number, form), 422)


@bp.get("/acceptances/<number>/origin")
@allowed(policies.may_read_notes)
def origin(number: str) -> str:
    """Of each line of an acceptance the lot that it came from, and the households behind the lot."""
    acceptance = queries.acceptance_for(actor(), number)
    lots = queries.lots_of_acceptances([acceptance.id])
    ids = set(lots.values())
    whole = actor().is_supplier
    return render_template(
        "traces/origin.html",
        acceptance=acceptance,
        lots=lots,
        details=lots_with_products(ids),
        documented=documented_of(ids),
        households=households_of(ids),
        whole=whole,
        names_shown=whole or actor().is_county or actor().is_operator,
        way=_may_open,
    )


def _may_open(lot: Lot) -> bool:
    somebody = actor()
    return lot_policies.may_read_lots(somebody) and (
        not somebody.is_supplier or lot.supplier_id == somebody.organisation_id
    )


def _trace_page(lot_id: int, form: RecallForm | None = None, ending: EndForm | None = None) -> str:
    lot, product = lot_for(actor(), lot_id)
    eaten = queries.what_became_of([lot.id])[lot.id]
    recalls = recalls_of(lot.id)
    newest = recalls[0] if recalls else None
    deeds = deeds_for(lot_policies.hands_of(actor(), lot.supplier_id), standing_of(lot).state(clock.today()))
    return render_template(
        "traces/trace.html",
        lot=lot,
        product=product,
        state=standing_of(lot).state(clock.today()),
        parts=eaten[:MOST_SHOWN],
        more=max(len(eaten) - MOST_SHOWN, 0),
        sums=_sums(eaten),
        documented=documented_of([lot.id]).get(lot.id, Documented()),
        households=households_of([lot.id]).get(lot.id, []),
        whole=actor().is_supplier,
        recalls=recalls,
        readers=readers_of(newest.id) if newest else [],
        names=names_of([lot.supplier_id]),
        form=form,
        ending=ending,
        may_recall=Deed.RECALL in deeds,
        may_end=Deed.END_RECALL in deeds,
    )


def _sums(eaten: Sequence[Eaten]) -> dict[str, object]:
    """What the parts come to, and how many units have some."""
    names = ("reserved", "shipped", "accepted", "refused")
    sums: dict[str, object] = {name: total(getattr(part, name) for part in eaten) for name in names}
    undecided = total(part.shipped for part in eaten if not part.note)
    return sums | {"undecided": undecided, "units": len({part.unit_id for part in eaten})}


def _recall_page(number: str, form: AnswerForm | None = None) -> str:
    recall, reader, lot, product = recall_for(actor(), number)
    mine = [part for part in queries.what_became_of([lot.id])[lot.id] if part.unit_id == actor().organisation_id]
    return render_template(
        "traces/recall.html",
        recall=recall,
        reader=reader,
        lot=lot,
        product=product,
        parts=mine,
        sums=_sums(mine),
        supplier=names_of([recall.supplier_id])[recall.supplier_id],
        people=queries.names_of_people([reader.read_by_id]),
        seller=queries.seller_of_supplier(recall.supplier_id),
        form=form,
    )
