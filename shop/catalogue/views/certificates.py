"""Certificates: the county proposes, the operator approves, suppliers read, and anybody checks a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import cast

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.catalogue import policies
from shop.catalogue.certification import CertificateState, follows_on, is_valid, state_on
from shop.catalogue.forms.certificates import CertificateEndForm, CertificateForm
from shop.catalogue.models import Certification, Product
from shop.catalogue.queries import certificates as queries
from shop.catalogue.queries.certificate_search import certificates_numbered
from shop.catalogue.queries.certificates import CertificateFilter
from shop.catalogue.services import certificates as services
from shop.catalogue.tables.listings import certificates_table
from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.organisations.queries import register
from shop.web import once
from shop.web.asking import LONGEST_SEARCH, page_in, word_in, words_in
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed, public, require

bp = Blueprint("certificates", __name__)

WAITING = "waiting"
STEPS: dict[str, Callable[..., None]] = {
    "approve": services.approve_certificate,
    "approve-end": services.approve_certificate_end,
    "withdraw": services.withdraw_certificate,
}


@bp.get("/certificates")
@allowed(policies.may_see_certificates)
def index() -> ResponseReturnValue:
    """The products that the actor answers for, by where their certificates stand."""
    asked = _asked()
    counts, waiting = queries.certificate_counts(actor(), asked)
    total = waiting if asked.waiting else counts[asked.state] if asked.state else sum(counts.values())
    if asked_as():
        whole = partial(queries.certificates_listed, actor(), replace(asked, page=1), per_page=MOST_AT_ONCE)
        state = _("Waiting for approval") if asked.waiting else asked.state.label if asked.state else None
        said = [(_("State"), state), (_("Find a product, a supplier or a number"), asked.words)]
        return send_list(lambda: certificates_table(whole()), total, f"certificates-{clock.today():%Y%m%d}", *said)
    return render_template(
        "certificates/index.html",
        rows=queries.certificates_listed(actor(), asked) if total else [],
        asked=asked,
        counts=counts,
        waiting=waiting,
        total=total,
        pages=max(1, -(-total // queries.PER_PAGE)),
    )


@bp.get("/certificates/<slug>")
@allowed(policies.may_see_certificates)
def one(slug: str) -> str:
    """A product's certificates: those that hold, held and are to hold, and what waits for a second person."""
    return _page(queries.certified_product(actor(), slug))


@bp.post("/certificates/<slug>")
@allowed(policies.may_ask_for_certificates)
def propose(slug: str) -> ResponseReturnValue:
    """The county certifies the product, for the first time or anew."""
    product = queries.certified_product(actor(), slug)
    require(policies.may_certify, product.county_code)
    form = CertificateForm()

    def deed() -> str:
        services.propose_certificate(
            product,
            form.catalogue_number.data or "",
            valid_from=cast("date", form.valid_from.data),
            valid_to=cast("date | None", form.valid_to.data),
            by=actor(),
        )
        flash(_("The certificate is proposed. It holds once the operator has approved it."), "success")
        return url_for(".one", slug=slug)

    return once.do(form, deed) or (_page(queries.certified_product(actor(), slug), form=form), 422)


@bp.post("/certificates/<slug>/<int(max=999999999999):certification_id>/<step>")
@allowed(policies.may_ask_for_certificates)
def decide(slug: str, certification_id: int, step: str) -> ResponseReturnValue:
    """The operator approves a certificate or its end; an end is proposed; or what waits is proposed no more."""
    product = queries.certified_product(actor(), slug)
    require(_may_take, product, step)
    if step != "withdraw":  # what was withdrawn is not there when the form comes a second time
        queries.certificate_of(product.id, certification_id)
    form = CertificateEndForm() if step == "end" else ShopForm()

    def deed() -> str:
        certification = queries.certificate_of(product.id, certification_id)
        if isinstance(form, CertificateEndForm):
            last = cast("date", form.on.data)
            services.propose_certificate_end(certification, last, form.reason.data or "", by=actor())
        else:
            STEPS[step](certification, by=actor())
        flash(_("Done. The other side has been told."), "success")
        return url_for(".one", slug=slug)

    if answer := once.do(form, deed):
        return answer
    ending = certification_id if step == "end" else None
    return _page(queries.certified_product(actor(), slug), wrong=form, ending=ending), 422


@bp.get("/certificate")
@public
def check() -> str:
    """Anybody checks a catalogue number: of which product it is, and whether it is valid today."""
    number = request.args.get("number", "").replace("\x00", "")[:LONGEST_SEARCH]
    found = certificates_numbered(number)
    return render_template(
        "certificates/check.html", number=number, found=found, today_is=clock.today(), is_valid=is_valid
    )


def _asked() -> CertificateFilter:
    waiting = request.args.get("state") == WAITING
    return CertificateFilter(word_in(CertificateState, "state"), waiting, words_in("q"), page_in("page"))


def _may_take(somebody: Actor, product: Product, step: str) -> bool:
    if step in ("approve", "approve-end"):
        return policies.may_approve_certificates(somebody)
    certifies = policies.may_certify(somebody, product.county_code)
    return certifies and step in ("end", "withdraw")


def _page(
    product: Product,
    *,
    form: CertificateForm | None = None,
    wrong: ShopForm | None = None,
    ending: int | None = None,
) -> str:
    spans, today = queries.certificates_of_product(product.id), clock.today()
    approved = [span for span in spans if span.approved_at is not None]
    people = register.people_named(
        number
        for span in spans
        for number in (span.proposed_by_id, span.approved_by_id, span.end_proposed_by_id, span.end_approved_by_id)
    )
    certifies = policies.may_certify(actor(), product.county_code)
    acts = [entry for entry in trail_of("product", product.id) if ".certif" in entry.action]
    return render_template(
        "certificates/one.html",
        product=product,
        spans=spans,
        state=state_on(approved, today),
        people=people,
        certifies=certifies,
        approves=policies.may_approve_certificates(actor()),
        form=form or (_blank(approved, today) if certifies else None),
        refused=form is not None,
        wrong=wrong,
        ending=ending,
        acts=told_all(acts),
        is_valid=is_valid,
    )


def _blank(approved: list[Certification], today: date) -> CertificateForm:
    """For a renewal the number and the day after the last; for a first certificate today."""
    lasting = [span for span in approved if span.valid_to is not None]
    newest = max(lasting, key=lambda span: cast("date", span.valid_to), default=None)
    return CertificateForm(
        formdata=None,
        valid_from=follows_on(newest.valid_to if newest else None, today),
        catalogue_number=newest.catalogue_number if newest else "",
    )
