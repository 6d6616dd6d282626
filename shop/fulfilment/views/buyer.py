"""The unit's pages at the gate and at the scale: what is coming, its arrival, its acceptance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.catalogue.labels import labels_of
from shop.documents.table_handing import asked_as
from shop.documents.uploads import LARGEST
from shop.fulfilment import policies, queries
from shop.fulfilment.forms.lines import Result
from shop.fulfilment.forms.photos import AT_ONCE
from shop.fulfilment.forms.scale import AcceptanceForm
from shop.fulfilment.forms.starts import as_shipped, counted_as_shipped
from shop.fulfilment.forms.words import ArrivalForm, RefusalForm
from shop.fulfilment.lifecycle import Side, Step
from shop.fulfilment.models import Consignment
from shop.fulfilment.queries import Tab
from shop.fulfilment.queries.photos import photos_beside
from shop.fulfilment.services import acceptances, consignments
from shop.fulfilment.services.notes import faults_of_weighings
from shop.fulfilment.services.photos import MOST_PHOTOS
from shop.fulfilment.views.asking import asked, pages_of, take_away
from shop.fulfilment.views.history import history_of
from shop.fulfilment.views.keeping import keep_arrival_photos
from shop.kernel import clock, money
from shop.kernel.refusals import refuse_if_any
from shop.ordering.shortages import shortages_of
from shop.organisations.queries import names_of
from shop.web import once
from shop.web.forms import ShopForm, refusals_on
from shop.web.guards import actor, allowed, require
from shop.web.uploads import takes_files

bp = Blueprint("fulfilment", __name__)

TABS = (Tab.OPEN, Tab.DECIDED, Tab.ALL)


@bp.get("/arrivals")
@allowed(policies.may_see_arrivals)
def arrivals() -> ResponseReturnValue:
    """What is here to be accepted, what comes today, what is on the road; what was decided."""
    what = asked(TABS)
    counts = queries.tab_counts(actor(), what, TABS)
    total = counts[what.tab]
    if asked_as():
        return take_away(what, total, selling=False)
    return render_template(
        "fulfilment/arrivals.html",
        asked=what,
        counts=counts,
        total=total,
        pages=pages_of(total),
        listed=queries.consignments_listed(actor(), what) if total else [],
        today_is=clock.today(),
    )


@bp.get("/arrivals/<number>")
@allowed(policies.may_see_arrivals)
def arrival(number: str) -> str:
    """One consignment on its way to the unit, or here."""
    return _page(ours(number))


@bp.post("/arrivals/<number>/arrive")
@allowed(policies.may_receive)
def arrive(number: str) -> ResponseReturnValue:
    """The truck stands in the yard."""
    consignment, form = ours(number), ArrivalForm()

    def note_arrival() -> str:
        consignments.record_arrival(consignment, cast("Any", form.temperature.data), by=actor())
        flash(_("The arrival is recorded. Now weigh and check the goods."), "success")
        return url_for(".accept", number=number)

    return once.do(form, note_arrival) or (_page(ours(number), arrival_form=form), 422)


@bp.route("/arrivals/<number>/accept", methods=["GET", "POST"])
@allowed(policies.may_receive)
@takes_files(LARGEST, count=AT_ONCE)
def accept(number: str) -> ResponseReturnValue:
    """Weigh, check and accept. From then on the purchase counts."""
    consignment = ours(number)
    if request.method == "GET" and not policies.may(actor(), Step.ACCEPT, consignment):
        return redirect(url_for(".arrival", number=number))
    form = AcceptanceForm.for_lines(consignment.lines, _start(consignment))
    results: Sequence[Result] = ()
    keep_arrival_photos(consignment, form)
    consignment = ours(number)

    def take_in() -> str:
        note = acceptances.accept_goods(consignment, form.weighings(), form.signing, by=actor())
        flash(_("The goods are accepted. The purchase is in the ledger."), "success")
        return url_for(".acceptance", number=note.number)

    if request.form.get("then") == "photos":
        return _accept_page(consignment, form, results), 422 if form.photos.process_errors else 200
    if request.form.get("then") == "check":
        if form.validate_on_submit():
            with refusals_on(form):
                lines = {line.order_line_id: line.order_line for line in consignment.lines}
                refuse_if_any(faults_of_weighings(consignment.lines, lines, form.weighings()))
                results = form.results()
    elif answer := once.do(form, take_in):
        return answer
    page = _accept_page(ours(number), form, results)
    return page, 422 if form.is_submitted() and not results else 200


@bp.post("/arrivals/<number>/refuse")
@allowed(policies.may_receive)
def refuse(number: str) -> ResponseReturnValue:
    """Nothing of it is taken in."""
    consignment, form = ours(number), RefusalForm()

    def turn_away() -> str:
        note = acceptances.refuse_everything(consignment, form.reason.data or "", form.signing, by=actor())
        flash(_("Everything is refused. The supplier has been told why."), "success")
        return url_for(".acceptance", number=note.number)

    return once.do(form, turn_away) or (_page(ours(number), refusal_form=form), 422)


def ours(number: str) -> Consignment:
    """A consignment to the actor's own unit; any other does not exist here, whoever may read its papers."""
    consignment = queries.consignment_for(actor(), number)
    require(policies.goes_to, consignment)
    return consignment


def _start(consignment: Consignment) -> dict[str, Any]:
    lines = consignment.lines
    filled = as_shipped(lines) if request.args.get("as") == "shipped" else counted_as_shipped(lines)
    return filled | {"signer_1": actor().person_name}


def _page(
    consignment: Consignment, *, arrival_form: ArrivalForm | None = None, refusal_form: ShopForm | None = None
) -> str:
    return render_template(
        "fulfilment/arrival.html",
        consignment=consignment,
        names=names_of({consignment.supplier_id}),
        seller=queries.seller_of(consignment),
        labels=labels_of(line.order_line.product_id for line in consignment.lines),
        may_arrive=policies.may(actor(), Step.ARRIVE, consignment),
        may_accept=policies.may(actor(), Step.ACCEPT, consignment),
        arrival_form=arrival_form or ArrivalForm(formdata=None),
        refusal_form=refusal_form,
        short=[shortages_of(order) for order in queries.orders_on(consignment)],
        notes=queries.notes_on(consignment.id),
        photos=photos_beside(consignment.id),
        history=history_of(consignment.id, since="consignment.shipped"),
    )


def _accept_page(consignment: Consignment, form: AcceptanceForm, results: Sequence[Result]) -> str:
    return render_template(
        "fulfilment/accept.html",
        consignment=consignment,
        form=form,
        results={result.line.id: result for result in results},
        amount=money.total(result.amount for result in results),
        names=names_of({consignment.supplier_id}),
        labels=labels_of(line.order_line.product_id for line in consignment.lines),
        side=Side.BUYER,
        photos=photos_beside(consignment.id),
        most_photos=MOST_PHOTOS,
    )
