"""A supplier's listings, and each one's page: where it stands, what is wrong with it, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.audit.queries import trail_of
from shop.catalogue import lifecycle, policies
from shop.catalogue.completeness import URGENT
from shop.catalogue.forms.seen import DeedForm
from shop.catalogue.lifecycle import Action, Standing
from shop.catalogue.models import Product
from shop.catalogue.queries import desk
from shop.catalogue.queries.desk import PER_PAGE, ListFilter, Need
from shop.catalogue.queries.goods_papers import papers_of
from shop.catalogue.queries.listing import listing_for, page_of
from shop.catalogue.queries.photos import main_photos, photos_of
from shop.catalogue.services import changes, copies, drafts, moves
from shop.catalogue.tables.listings import listings_table
from shop.catalogue.views.listing_history import history_of
from shop.catalogue.views.listing_words import change_rows, pack_rows, said_rows
from shop.catalogue.wording import measure_price
from shop.catalogue.words import ProductStatus
from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.words import SupplierStatus
from shop.web import once
from shop.web.asking import number_in, page_in, word_in, words_in
from shop.web.filters import named
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed

bp = Blueprint("listings", __name__)

NUMBER = "int(max=999999999999):number"


@bp.get("/listings")
@allowed(policies.may_keep_listings)
def index() -> ResponseReturnValue:
    """Our listings: by state, with what is wrong with each."""
    asked = _asked()
    if asked_as() is None:
        return _index(asked)
    supplier_id, today = actor().organisation_id, clock.today()
    whole = partial(desk.listed, supplier_id, replace(asked, page=1), today, per_page=MOST_AT_ONCE)
    total = _total(asked, desk.counts(supplier_id, asked, today))
    return send_list(lambda: listings_table(_("Our listings"), whole()), total, "listings", *_said(asked))


def _asked() -> ListFilter:
    return ListFilter(
        word_in(ProductStatus, "state"), words_in("q"), number_in("kind"), word_in(Need, "need"), page_in("page")
    )


def _total(asked: ListFilter, counts: dict[ProductStatus, int]) -> int:
    return sum(counts.values()) if asked.status is None else counts[asked.status]


def _index(asked: ListFilter) -> str:
    supplier_id, today = actor().organisation_id, clock.today()
    counts = desk.counts(supplier_id, asked, today)
    total = _total(asked, counts)
    listed = desk.listed(supplier_id, asked, today) if total else []
    return render_template(
        "catalogue/listings.html",
        asked=asked,
        counts=counts,
        total=total,
        pages=max(1, -(-total // PER_PAGE)),
        listed=listed,
        categories=desk.own_categories(supplier_id),
        needs=list(Need),
        urgent=URGENT,
        photos=main_photos(row.id for row in listed),
        measure_price=measure_price,
    )


def _said(asked: ListFilter) -> list[tuple[str, Any]]:
    kinds = {one.id: named(one) for one in desk.own_categories(actor().organisation_id)}
    return [
        (_("State"), asked.status.label if asked.status else None),
        (_("Name"), asked.words),
        (_("Kind of produce"), kinds.get(asked.category_id or 0)),
        (_("To see to"), asked.need.label if asked.need else None),
    ]


@bp.get("/listings/review")
@allowed(policies.may_review_listings)
def review() -> ResponseReturnValue:
    """Listings and changes that somebody has to look at, who has waited longest first."""
    total, page = desk.waiting_count(actor()), page_in("page")
    if asked_as():
        whole = partial(desk.waiting, actor(), 1, clock.today(), per_page=MOST_AT_ONCE)
        return send_list(lambda: listings_table(_("Listings to review"), whole()), total, "listings-to-review")
    listed = desk.waiting(actor(), page, clock.today()) if total else []
    return render_template(
        "catalogue/listings_review.html",
        total=total,
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
        listed=listed,
        photos=main_photos(row.id for row in listed),
        measure_price=measure_price,
    )


@bp.get(f"/listings/<{NUMBER}>")
@allowed(policies.may_read_listings)
def listing(number: int) -> str:
    """One listing, for its supplier and for those who look at it."""
    return listing_page(listing_for(actor(), number))


Deed = Callable[[Product, DeedForm, Actor], object]
DEEDS: dict[str, tuple[Deed, Any]] = {
    "submit": (
        lambda product, form, by: moves.submit(product, by=by, version=form.seen),
        _l("The listing is submitted. The county office and the operator have been told."),
    ),
    "withdraw": (
        lambda product, form, by: moves.withdraw(product, by=by, version=form.seen),
        _l("The listing is a draft again."),
    ),
    "approve": (
        lambda product, form, by: moves.approve(product, by=by, version=form.seen),
        _l("The listing is approved and on sale."),
    ),
    "return": (
        lambda product, form, by: moves.return_listing(product, form.reason.data or "", by=by, version=form.seen),
        _l("The listing is returned. The supplier reads why."),
    ),
    "take-off": (
        lambda product, form, by: moves.take_off(product, form.reason.data or "", by=by),
        _l("The listing is off sale. Orders that stand are not affected."),
    ),
    "put-back": (
        lambda product, form, by: moves.put_back(product, by=by),
        _l("The listing is on sale again."),
    ),
    "approve-change": (
        lambda product, form, by: changes.approve_change(product, by=by, version=form.seen),
        _l("The change is approved and shows on the shelf."),
    ),
    "return-change": (
        lambda product, form, by: changes.return_change(product, form.reason.data or "", by=by, version=form.seen),
        _l("The change is returned. The supplier reads why."),
    ),
    "withdraw-change": (
        lambda product, form, by: changes.withdraw_change(product, by=by, version=form.seen),
        _l("The change is withdrawn. The shelf shows what was approved."),
    ),
}
"""What can be done by a button, and what is said of it. Going off and on sale asks for no version: it is at once."""

DECIDING = frozenset({"approve", "return", "approve-change", "return-change"})


@bp.post(f"/listings/<{NUMBER}>/<deed>")
@allowed(policies.may_read_listings)
def act(number: int, deed: str) -> ResponseReturnValue:
    """One deed of a listing's life; who may do it now is said by the table of its life."""
    if deed not in DEEDS:
        abort(404)
    product, form = listing_for(actor(), number), DeedForm()
    serve, said = DEEDS[deed]

    def settle() -> str:
        serve(product, form, actor())
        flash(said, "success")
        return url_for(".review") if deed in DECIDING else url_for(".listing", number=number)

    return once.do(form, settle) or (listing_page(listing_for(actor(), number), form, deed), 422)


@bp.post(f"/listings/<{NUMBER}>/duplicate")
@allowed(policies.may_keep_listings)
def duplicate(number: int) -> ResponseReturnValue:
    """A new draft like this one."""
    product, form = listing_for(actor(), number), ShopForm()

    def settle() -> str:
        made = copies.duplicate(product, by=actor())
        flash(_("This is a draft like the listing you copied. Change its name first."), "success")
        return url_for(".edit", number=made.id)

    return once.do(form, settle) or (listing_page(product, form), 422)


@bp.post(f"/listings/<{NUMBER}>/discard")
@allowed(policies.may_read_listings)
def discard(number: int) -> ResponseReturnValue:
    """A draft is thrown away; whoever sends it twice is led to the list again."""
    form = DeedForm()

    def settle() -> str:
        drafts.discard(listing_for(actor(), number), by=actor(), version=form.seen)
        flash(_("The draft is discarded."), "success")
        return url_for(".index")

    answer = once.do(form, settle)
    if answer is not None:
        return answer
    try:
        draft = listing_for(actor(), number)
    except NotYours:
        if not form.form_errors:
            raise
        flash(form.form_errors[0], "error")  # the draft's page is gone with it, and the sentence is still to be read
        return _index(_asked()), 422
    return listing_page(draft, form, "discard"), 422


def listing_page(product: Product, answering: ShopForm | None = None, deed: str = "") -> str:
    """The page of a listing; with a form that was refused."""
    page = page_of(actor(), product, clock.today())
    supplier_approved = page.row.seller_status is SupplierStatus.APPROVED
    standing = Standing(product.status, supplier_approved, product.barred)
    waiting = page.waiting
    may = set(lifecycle.actions_for(page.party, standing))
    return render_template(
        "catalogue/listing.html",
        page=page,
        product=product,
        row=page.row,
        party=page.party,
        may=may,
        editable=bool(may & {Action.SAVE, Action.CHANGE}),
        decisions=set(lifecycle.decisions_for(page.party, waiting.change.outcome)) if waiting else set(),
        supplier_approved=supplier_approved,
        said=said_rows(page),
        packs=pack_rows(product),
        papers=papers_of(product.id),
        photos=photos_of(product.id),
        changed=[(decided, change_rows(decided.change, product)) for decided in page.changes],
        own_deed=waiting is not None and actor().person_id in waiting.change.wanted_by,
        own_submission=product.submitted_by_id == actor().person_id,
        history=history_of(trail_of("product", product.id)),
        answering=answering,
        deed=deed,
        Action=Action,
        urgent=URGENT,
        today=clock.today(),
    )
