"""For whom we sell: the producers of an agent."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.organisations import policies
from shop.organisations.forms_joining import ProducerForm
from shop.organisations.models import Producer
from shop.organisations.queries import documents
from shop.organisations.queries.producers import known_townships, producer_for, producers_of
from shop.organisations.queries.profiles import own_profile
from shop.organisations.services.producers import change_producer, end_producer, name_producer
from shop.organisations.words import DocumentKind
from shop.web import once
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed


@allowed(policies.may_keep_profile)
def producers() -> ResponseReturnValue:
    """Those we sell for, each with the agreement between us, and a form for another."""
    own = own_profile(actor())
    form = ProducerForm.of(known_townships())

    def deed() -> str:
        named = name_producer(own.supplier, **_typed(form), by=actor())
        flash(_("The producer is entered. Please add the agreement between you."), "success")
        return url_for(".producers", _anchor=f"producer-{named.id}")

    page = once.do(form, deed)
    return page or (_page(form), 422 if form.is_submitted() else 200)


@allowed(policies.may_keep_profile)
def producer(number: int) -> ResponseReturnValue:
    """What is known of one of them."""
    found = producer_for(actor(), number)
    held = {
        "name": found.name,
        "english": found.name_english,
        "credit_code": found.credit_code or "",
        "township": found.township_code or "",
    }
    form = ProducerForm.of(known_townships(), data=held)

    def deed() -> str:
        change_producer(found, **_typed(form), by=actor())
        flash(_("Kept. Papers that were made before keep the name they were made with."), "success")
        return url_for(".producers")

    page = once.do(form, deed)
    return page or (_one(producer_for(actor(), number), form), 422 if form.is_submitted() else 200)


@allowed(policies.may_keep_profile)
def end(number: int, step: str) -> ResponseReturnValue:
    """Nothing new is listed for it any more; or again."""
    if step not in ("end", "resume"):
        abort(404)
    found, form = producer_for(actor(), number), ShopForm()

    def deed() -> str:
        end_producer(found, ended=step == "end", by=actor())
        flash(_("Done."), "success")
        return url_for(".producers")

    return once.do(form, deed) or (_page(ProducerForm.of(known_townships(), formdata=None), wrong=form), 422)


def _page(form: ProducerForm, wrong: ShopForm | None = None) -> str:
    own = own_profile(actor())
    papers: dict[int | None, Any] = {}
    for document in own.documents:
        if document.kind is DocumentKind.AGENCY and document.ended_at is None:
            papers[document.producer_id] = document
    return render_template(
        "organisations/producers.html",
        own=own,
        form=form,
        wrong=wrong,
        producers=producers_of(own.supplier.id),
        papers=papers,
        standing_of=documents.standing_today,
    )


def _one(found: Producer, form: ProducerForm) -> str:
    return render_template("organisations/producer.html", producer=found, form=form)


def _typed(form: ProducerForm) -> dict[str, Any]:
    typed = {name: form[name].data or "" for name in ("name", "english", "credit_code")}
    return {**typed, "township_code": form.township.data or None}
