"""The checkout: what it is for, when and where to, on whose papers; then the basket becomes a purchase."""

from __future__ import annotations

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from shop.catalogue.dressing import shop_window
from shop.catalogue.window import Window
from shop.kernel.purposes import Purpose
from shop.kernel.questions import HowFar, OnWhichTerms, PayingTerms, ask
from shop.kernel.refusals import NotYours
from shop.ordering import policies, queries
from shop.ordering.deadlines import delivery_days
from shop.ordering.forms import TermsForm
from shop.ordering.models import Order, Purchase
from shop.ordering.paying import RULES, PayBy, usual_way, why_not
from shop.ordering.queries import BasketPage
from shop.ordering.services.baskets import BasketOwner
from shop.ordering.services.checkout import check_out, fingerprint
from shop.ordering.sessions import basket_owner
from shop.ordering.views.public import bp
from shop.web import once
from shop.web.guards import actor, allowed


@bp.get("/checkout")
@allowed(policies.may_buy)
def checkout() -> ResponseReturnValue:
    """The last page before ordering; an empty basket has none."""
    window = shop_window()
    page = queries.basket_page(_owner(), window, with_stock=False)
    return _page(page, window) if page.count else redirect(url_for(".basket"))


@bp.post("/checkout")
@allowed(policies.may_buy)
def place() -> ResponseReturnValue:
    """Order it: one purchase, one order for each supplier, once however often the button is pressed."""
    form = TermsForm()

    def order() -> str:
        purchase = check_out(_owner(), form.terms(), seen=request.form.get("seen", ""), by=actor())
        orders = queries.orders_of_purchase(purchase)
        flash(_said_of(purchase, orders), "success")
        return _to_pay(orders) or url_for(".purchase", number=purchase.number)

    if answer := once.do(form, order):
        return _form_in_hand(answer)
    window = shop_window()
    return _page(queries.basket_page(_owner(), window, with_stock=False), window, form), 422


@bp.post("/checkout/effect")
@allowed(policies.may_buy)
def effect() -> ResponseReturnValue:
    """What the order would do to the year of the day that is chosen now; nothing is ordered, all stays as typed."""
    window = shop_window()
    page = queries.basket_page(_owner(), window, with_stock=False)
    if not page.count:
        return redirect(url_for(".basket"))
    form = TermsForm()
    return _page(page, window, form), 200 if form.deliver_on.validate(form) else 422


def _page(page: BasketPage, window: Window, form: TermsForm | None = None) -> str:
    addresses, profiles = queries.papers_of(actor().organisation_id)
    usual, earliest, latest = queries.usual_day(page), *delivery_days()
    chosen = form.day if form else None
    year = (chosen if chosen and earliest <= chosen <= latest else usual).year
    (progress,) = ask(HowFar((actor().organisation_id,), year))
    paying: PayingTerms = ask(OnWhichTerms(actor().organisation_id, page.total))
    if form is None:
        form = TermsForm(
            data={
                "pay_by": usual_way(paying).value,
                "purpose": queries.usual_purpose(progress).value,
                "deliver_on": usual,
                "address_id": addresses[0].id if addresses else None,
                "invoice_profile_id": profiles[0].id if profiles else None,
            }
        )
    cluster_id, limit = actor().cluster_id, actor().order_limit
    if cluster_id is None:
        raise NotYours
    return render_template(
        "ordering/checkout.html",
        page=page,
        basket_count=page.count,
        form=form,
        addresses={address.id: address for address in addresses},
        profiles={profile.id: profile for profile in profiles},
        effects=queries.effects_of(page, window, progress, cluster_id, year, Purpose),
        ways=[(way, why_not(way, paying), RULES[way]) for way in PayBy],
        paying=paying,
        forward=any(line.is_forward for line in page.lines),
        seen=fingerprint(page.packs, page.total),
        limit=limit,
        waits=limit is not None and page.total > limit,
        year=year,
        earliest=earliest,
        latest=latest,
    )


def _to_pay(orders: list[Order]) -> str | None:
    """Whoever pays online is led on to pay the first of the orders; the others follow from there."""
    unpaid = next((order for order in orders if order.waits_for_money), None)
    if unpaid is None or unpaid.pay_by is not PayBy.ONLINE:
        return None
    return url_for("payments_online.pay_now", number=unpaid.number)


def _form_in_hand(answer: Response) -> Response:
    """Setting out to pay is a form as well, so the browser is asked to send this one on."""
    if answer.location.endswith("/pay/now"):
        answer.status_code = HTTPStatus.TEMPORARY_REDIRECT
    return answer


def _owner() -> BasketOwner:
    owner = basket_owner(actor())
    if owner is None:
        raise NotYours
    return owner


def _said_of(purchase: Purchase, orders: list[Order]) -> str:
    if queries.approval_of(purchase.id) is not None:
        return str(_("Purchase %(number)s is waiting for approval.", number=purchase.number))
    if any(order.waits_for_money for order in orders):
        return str(_("Purchase %(number)s is placed; the suppliers confirm once it is paid.", number=purchase.number))
    return str(_("Purchase %(number)s is placed; the suppliers have been told.", number=purchase.number))
