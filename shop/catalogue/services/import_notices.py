"""Who hears of an import: whoever sent the sheet, and those who have to look at what comes of it."""

from __future__ import annotations

from shop.catalogue.models import ListingImport
from shop.catalogue.services.listing_batches import Written
from shop.catalogue.words import ImportState
from shop.kernel.actor import Role
from shop.notices.services import tell, tell_one
from shop.organisations.queries import names_of, offices_of, operators

KINDS = {
    ImportState.CHECKED: "listing_import_checked",
    ImportState.REFUSED: "listing_import_refused",
    ImportState.APPLIED: "listing_import_applied",
}


def tell_sender(sheet: ListingImport) -> None:
    """What came of a sheet, to whoever waits for it."""
    kind = KINDS[sheet.state]
    if sheet.state is ImportState.CHECKED and sheet.shifted:
        kind = "listing_import_shifted"
    tell_one(
        sheet.supplier_id,
        sheet.membership_id,
        kind,
        subject=("listing_import", str(sheet.id)),
        file=sheet.file_name,
        created=sheet.created,
        updated=sheet.updated,
        wrong=sheet.wrong,
        count=sheet.shifted,
    )


def tell_reviewers(written: Written, supplier_id: int) -> None:
    """The offices of the counties that goods come from, and the operator: once for all listings of the sheet."""
    supplier = names_of([supplier_id])[supplier_id].name
    for kind, counts in (
        ("listings_submitted_by_sheet", written.submitted),
        ("listings_changed_by_sheet", written.waiting),
    ):
        concerned = [
            (office, Role.COUNTY_OFFICIAL, count) for code, count in counts.items() for office in offices_of(code)
        ]
        if counts:
            concerned += [(operator, Role.OPERATOR, sum(counts.values())) for operator in operators()]
        for organisation_id, role, count in concerned:
            tell(organisation_id, kind, subject=("listings", "-"), role=role, supplier=supplier, count=count)
