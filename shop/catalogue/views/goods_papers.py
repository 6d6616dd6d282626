"""The papers of a listing's goods: added, opened by those who may, taken away."""

from __future__ import annotations

from flask import Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.catalogue import policies
from shop.catalogue.forms.goods_papers import GoodsPaperForm
from shop.catalogue.queries.goods_papers import paper_of, papers_of
from shop.catalogue.queries.listing import listing_for
from shop.catalogue.services.goods_papers import add_paper, end_paper
from shop.catalogue.views.listings import NUMBER, bp
from shop.documents.handing import send_file
from shop.documents.models import StoredFile
from shop.documents.uploads import LARGEST
from shop.extensions import db
from shop.kernel import clock
from shop.web import once
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed
from shop.web.uploads import takes_files

PAPER = "int(max=999999999999):paper_id"


@bp.route(f"/listings/<{NUMBER}>/papers", methods=["GET", "POST"])
@allowed(policies.may_keep_listings)
@takes_files(LARGEST)
def papers(number: int) -> ResponseReturnValue:
    """Every paper with its number and days, and a form for another."""
    product, form = listing_for(actor(), number), GoodsPaperForm()

    def deed() -> str:
        upload = form.file.upload
        assert upload is not None  # noqa: S101 – the form is valid, so there is one
        add_paper(product, form.shown(), upload.content, upload.name, by=actor())
        flash(_("Kept."), "success")
        return url_for(".papers", number=number)

    return once.do(form, deed) or (_page(number, form), 422 if form.is_submitted() else 200)


@bp.get(f"/listings/<{NUMBER}>/papers/<{PAPER}>")
@allowed(policies.may_read_listings)
def paper(number: int, paper_id: int) -> Response:
    """The file of a paper: for the supplier's own people, and for those who look at the listing."""
    found = paper_of(listing_for(actor(), number).id, paper_id)
    return send_file(db.session.get_one(StoredFile, found.file_id))


@bp.post(f"/listings/<{NUMBER}>/papers/<{PAPER}>/end")
@allowed(policies.may_keep_listings)
def paper_end(number: int, paper_id: int) -> ResponseReturnValue:
    """A paper is shown no more."""
    product, form = listing_for(actor(), number), ShopForm()
    found = paper_of(product.id, paper_id)

    def deed() -> str:
        end_paper(product, found, by=actor())
        flash(_("The paper is shown no more. It stays in the history."), "success")
        return url_for(".papers", number=number)

    return once.do(form, deed) or (_page(number, GoodsPaperForm(formdata=None), form), 422)


def _page(number: int, form: GoodsPaperForm, wrong: ShopForm | None = None) -> str:
    return render_template(
        "catalogue/listing_papers.html",
        product=listing_for(actor(), number),
        papers=papers_of(number),
        form=form,
        wrong=wrong,
        today=clock.today(),
    )
