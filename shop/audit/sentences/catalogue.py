"""What was done to listings: their packs, photos, papers, certificates and prices, and the sheets of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "listing_import.uploaded": _l("The sheet %(name)s was uploaded."),
    "listing_import.applied": _l(
        "The sheet %(name)s was applied: %(created)s rows were new, %(updated)s changed and %(unchanged)s unchanged."
    ),
    "listing_import.shifted": _l("The shelf had changed meanwhile: %(count)s rows of the sheet were checked again."),
    "listing_import.cancelled": _l("The import of the sheet %(name)s was cancelled."),
    "product.listed_by_sheet": _l("%(name)s was listed with the sheet %(file)s, in %(packs)s packs."),
    "product.listed_and_submitted_by_sheet": _l(
        "%(name)s was listed with the sheet %(file)s, in %(packs)s packs, and handed in for review."
    ),
    "product.changed_by_sheet": _l("%(name)s was changed with the sheet %(file)s."),
    "product.listed": _l("%(name)s was listed."),
    "product.discarded": _l("The draft %(name)s was discarded."),
    "product.changed": _l("The listing was changed."),
    "product.submitted": _l("%(name)s was submitted for review."),
    "product.withdrawn": _l("%(name)s was taken back from review."),
    "product.returned": _l("%(name)s was returned."),
    "product.change_waits": _l("A change of %(name)s waits for review."),
    "product.change_approved": _l("The change of %(name)s was approved."),
    "product.change_returned": _l("The change of %(name)s was returned."),
    "product.change_withdrawn": _l("The change of %(name)s was withdrawn."),
    "product.paper_added": _l("A paper of the goods was added: %(number)s."),
    "product.paper_ended": _l("A paper of the goods is shown no more: %(number)s."),
    "product.pack_added": _l("The pack %(pack)s was added."),
    "product.pack_changed": _l("The pack %(pack)s was changed."),
    "product.pack_retired": _l("The pack %(pack)s is not sold any more."),
    "product.packs_ordered": _l("The packs of %(name)s were put in another order."),
    "product.photos_added": _l("Photos were added: %(count)s."),
    "product.photos_described": _l("It was said anew what is seen on the photos."),
    "product.photos_ordered": _l("The photos were put in another order."),
    "product.photo_removed": _l("A photo was removed."),
    "product.priced": _l("New prices were set for the pack %(pack)s."),
    "product.on_shelf": _l("%(name)s was put on sale."),
    "product.off_shelf": _l("%(name)s was taken off sale."),
    "product.certificate_proposed": _l("Certificate %(number)s was proposed."),
    "product.certified": _l("Certificate %(number)s was approved."),
    "product.certificate_withdrawn": _l("The proposed certificate %(number)s was withdrawn."),
    "product.certificate_end_proposed": _l("It was proposed that certificate %(number)s ends on %(day)s."),
    "product.certificate_ended": _l("Certificate %(number)s ends on %(valid_to)s."),
    "product.certificate_end_withdrawn": _l("The proposed end of certificate %(number)s was withdrawn."),
}
