"""Who may open which address: every route that names an object stands in this table, or a test fails.

An address is filled in from the business of the small world (`busy`). All of it is the school's, in the town called
harbour, supervised by the bureau; the cooperative of county 530624 sells.
"""

from typing import NamedTuple

ALL = (
    "school.buyer school.approver school.receiver school.manager organ.approver organ.manager clinic.buyer "
    "coop.seller workshop.seller teahouse.seller cluster.official harbour.official delta.official bureau.official "
    "office-530624.official office-532922.official operator.operator"
)
EVERYBODY = frozenset(ALL.split())
SCHOOL = frozenset(name for name in EVERYBODY if name.startswith("school."))
BUYERS = frozenset({"school.buyer"})
APPROVERS = frozenset({"school.approver"})
RECEIVERS = BUYERS | {"school.receiver", "school.manager"}
COOP = frozenset({"coop.seller"})
SELLERS = COOP | {"workshop.seller", "teahouse.seller"}
FINANCE = frozenset({"school.manager"})
ABOVE = frozenset({"cluster.official", "harbour.official", "bureau.official", "operator.operator"})
COUNTY = frozenset({"office-530624.official"})
OPERATORS = frozenset({"operator.operator"})
LEADS = frozenset({"cluster.official", "harbour.official", "operator.operator"})
HARBOUR = frozenset({"harbour.official"})
FILERS = SCHOOL | HARBOUR | {"cluster.official"}
OFFICES = ABOVE | {"delta.official"}


class Door(NamedTuple):
    """What fills the address in (names of the business), and who finds something there. Everybody else gets 404."""

    filled: dict[str, str]
    opens_for: frozenset[str]


def door(opens_for: frozenset[str], **filled: str) -> list[Door]:
    return [Door(filled, opens_for)]


PUBLIC: dict[str, dict[str, str]] = {
    "/products/<slug>": {"slug": "potatoes"},
    "/suppliers/<slug>": {"slug": "coop"},
    "/counties/<code>": {"code": "530624"},
    "/check/<token>": {"token": "issued paper"},
    "/photos/<name>/<size>": {"name": "product photo", "size": "640.webp"},
    "/assets/<name>": {"name": "nothing.css"},
}
"""What anybody may open."""

DOORS: dict[str, list[Door]] = {
    "GET /orders/<number>": [
        *door(SCHOOL | ABOVE, number="order"),
        *door(SCHOOL | ABOVE, number="waiting order"),
        *door(SCHOOL | ABOVE, number="rejected order"),
        *door(SCHOOL | ABOVE, number="order elsewhere"),
    ],
    "GET /orders/<number>/paper": [
        *door(SCHOOL | ABOVE, number="order"),
        *door(SCHOOL | ABOVE, number="waiting order"),
        *door(SCHOOL | ABOVE, number="rejected order"),
    ],
    "GET /orders/<number>/pdf": [
        *door(SCHOOL | ABOVE, number="order"),
        *door(SCHOOL | ABOVE, number="waiting order"),
    ],
    "POST /orders/<number>/lower": door(BUYERS, number="order"),
    "POST /orders/<number>/cancel": door(BUYERS, number="order"),
    "POST /orders/<number>/close": door(BUYERS, number="confirmed order"),
    "POST /orders/<number>/again": door(BUYERS, number="order"),
    "GET /orders/<number>/pay": door(BUYERS | {"school.manager"}, number="order"),
    "POST /orders/<number>/pay": door(BUYERS | {"school.manager"}, number="order"),
    "POST /orders/<number>/pay/now": door(BUYERS | {"school.manager"}, number="unpaid order"),
    "POST /orders/<number>/pay/<key>/resend": door(BUYERS | {"school.manager"}, number="paid order", key="attempt"),
    "POST /orders/<number>/pay/<key>/look": door(BUYERS | {"school.manager"}, number="paid order", key="attempt"),
    "GET /orders/<number>/pay/<key>": [
        *door(BUYERS | {"school.manager"}, number="paid order", key="attempt"),
        *door(frozenset(), number="order", key="attempt"),
    ],
    "POST /orders/<number>/pay/<key>/give-up": door(BUYERS | {"school.manager"}, number="paid order", key="attempt"),
    "GET /money/stripe/inbox/<int(max=999999999999):event_id>": door(OPERATORS, event_id="report"),
    "POST /money/stripe/inbox/<int(max=999999999999):event_id>/again": door(OPERATORS, event_id="report"),
    "GET /money/stripe/payments/<key>": door(OPERATORS, key="attempt"),
    "POST /money/stripe/payments/<key>/refund": door(OPERATORS, key="attempt"),
    "POST /money/stripe/owed/<slug>": door(OPERATORS, slug="coop"),
    "GET /money/statement/<number>": door(COOP, number="statement"),
    "POST /money/orders/<number>/remind": [
        *door(COOP, number="paid order"),
        *door(frozenset({"workshop.seller"}), number="order elsewhere"),
    ],
    "GET /notices/<int(max=999999999999):notice_id>": door(SCHOOL, notice_id="notice of the school"),
    "GET /mail/outgoing/<int(max=999999999999):mail_id>": door(OPERATORS, mail_id="failed mail"),
    "POST /mail/outgoing/<int(max=999999999999):mail_id>/again": door(OPERATORS, mail_id="failed mail"),
    "POST /mail/addresses/<int(max=999999999999):person_id>/again": door(
        OPERATORS | {"school.buyer"}, person_id="buyer themselves"
    ),
    "GET /purchases/<number>": [
        *door(SCHOOL | ABOVE, number="purchase"),
        *door(SCHOOL | ABOVE, number="waiting purchase"),
    ],
    "POST /purchases/<number>/approve": door(APPROVERS, number="waiting purchase"),
    "POST /purchases/<number>/reject": door(APPROVERS, number="waiting purchase"),
    "GET /sales/<number>": [
        *door(COOP, number="order"),
        *door(frozenset({"workshop.seller"}), number="order elsewhere"),
        *door(frozenset(), number="waiting order"),
        *door(frozenset(), number="rejected order"),
    ],
    "GET /sales/<number>/paper": [
        *door(COOP, number="order"),
        *door(frozenset({"workshop.seller"}), number="order elsewhere"),
        *door(frozenset(), number="waiting order"),
    ],
    "GET /sales/<number>/pdf": [
        *door(COOP, number="order"),
        *door(frozenset({"workshop.seller"}), number="order elsewhere"),
        *door(frozenset(), number="waiting order"),
    ],
    "POST /sales/<number>/confirm": [
        *door(COOP, number="order"),
        *door(frozenset(), number="waiting order"),
    ],
    "POST /sales/<number>/decline": [
        *door(COOP, number="order"),
        *door(frozenset({"workshop.seller"}), number="order elsewhere"),
        *door(frozenset(), number="waiting order"),
    ],
    "POST /sales/<number>/close": door(COOP, number="confirmed order"),
    "GET /consignments/<number>": [*door(COOP, number="packed"), *door(COOP, number="shipped")],
    "GET /consignments/<number>/note": door(COOP, number="packed"),
    "GET /consignments/<number>/note/pdf": door(COOP, number="packed"),
    "POST /consignments/<number>/ship": door(COOP, number="packed"),
    "POST /consignments/<number>/unpack": door(COOP, number="packed"),
    "GET /arrivals/<number>": [
        *door(SCHOOL, number="shipped"),
        *door(SCHOOL, number="arrived"),
        *door(frozenset(), number="packed"),
    ],
    "POST /arrivals/<number>/arrive": door(RECEIVERS, number="shipped"),
    "GET /arrivals/<number>/accept": door(RECEIVERS, number="arrived"),
    "POST /arrivals/<number>/accept": door(RECEIVERS, number="arrived"),
    "POST /arrivals/<number>/refuse": door(RECEIVERS, number="arrived"),
    "GET /acceptances/<number>/photos": door(RECEIVERS | COOP, number="acceptance"),
    "POST /acceptances/<number>/photos": door(RECEIVERS | COOP, number="acceptance"),
    "GET /acceptances/<number>/photos/<name>/<size>": [
        *door(SCHOOL | COOP | ABOVE | COUNTY, number="acceptance", name="acceptance photo", size="size"),
        *door(frozenset(), number="settled", name="acceptance photo", size="size"),
        *door(frozenset(), number="acceptance", name="product photo", size="size"),
    ],
    "GET /arrivals/<number>/photos/<name>/<size>": [
        *door(SCHOOL, number="arrived", name="arrival photo", size="size"),
        *door(frozenset(), number="arrived", name="acceptance photo", size="size"),
    ],
    "GET /listings/<int(max=999999999999):number>/photos": door(COOP, number="photographed"),
    "POST /listings/<int(max=999999999999):number>/photos": door(COOP, number="photographed"),
    "POST /listings/<int(max=999999999999):number>/photos/arrange": door(COOP, number="photographed"),
    "GET /acceptances/<number>": door(SCHOOL | COOP | ABOVE | COUNTY, number="acceptance"),
    "GET /acceptances/<number>/origin": door(SCHOOL | COOP | ABOVE | COUNTY, number="acceptance"),
    "GET /listings/<int(max=999999999999):number>": [
        *door(COOP | COUNTY | OPERATORS, number="listing"),
        *door(COOP, number="draft listing"),
        *door(COOP | COUNTY | OPERATORS, number="submitted listing"),
        *door(COOP | COUNTY | OPERATORS, number="changed listing"),
    ],
    "GET /listings/imports/<int(max=999999999999):number>": [
        *door(COOP, number="import"),
        *door(COOP, number="wrong import"),
    ],
    "GET /listings/imports/<int(max=999999999999):number>/wrong": [
        *door(COOP, number="wrong import"),
        *door(frozenset(), number="import"),
    ],
    "POST /listings/imports/<int(max=999999999999):number>/apply": door(COOP, number="import"),
    "POST /listings/imports/<int(max=999999999999):number>/cancel": door(COOP, number="import"),
    "GET /listings/<int(max=999999999999):number>/preview": [
        *door(COOP | COUNTY | OPERATORS, number="changed listing"),
        *door(COOP, number="draft listing"),
    ],
    "GET /listings/<int(max=999999999999):number>/edit": door(COOP, number="listing"),
    "POST /listings/<int(max=999999999999):number>/edit": door(COOP, number="listing"),
    "GET /listings/<int(max=999999999999):number>/packs/new": door(COOP, number="listing"),
    "POST /listings/<int(max=999999999999):number>/packs/new": door(COOP, number="listing"),
    "GET /listings/<int(max=999999999999):number>/packs/<int(max=999999999999):pack_id>": [
        *door(COOP, number="listing", pack_id="listed pack"),
        *door(frozenset(), number="draft listing", pack_id="listed pack"),
    ],
    "POST /listings/<int(max=999999999999):number>/packs/<int(max=999999999999):pack_id>": door(
        COOP, number="listing", pack_id="listed pack"
    ),
    "POST /listings/<int(max=999999999999):number>/packs/<int(max=999999999999):pack_id>/<step>": [
        *door(COOP, number="listing", pack_id="listed pack", step="retire"),
        *door(COOP, number="listing", pack_id="listed pack", step="up"),
        *door(frozenset(), number="listing", pack_id="listed pack", step="delete"),
    ],
    "POST /listings/<int(max=999999999999):number>/<deed>": [
        *door(COOP, number="draft listing", deed="submit"),
        *door(COOP | COUNTY | OPERATORS, number="submitted listing", deed="approve"),
        *door(COOP | COUNTY | OPERATORS, number="changed listing", deed="approve-change"),
        *door(COOP | COUNTY | OPERATORS, number="listing", deed="take-off"),
        *door(frozenset(), number="listing", deed="delete"),
    ],
    "POST /listings/<int(max=999999999999):number>/duplicate": door(COOP, number="listing"),
    "GET /listings/<int(max=999999999999):number>/papers": door(COOP, number="listing"),
    "POST /listings/<int(max=999999999999):number>/papers": door(COOP, number="listing"),
    "GET /listings/<int(max=999999999999):number>/papers/<int(max=999999999999):paper_id>": [
        *door(COOP | COUNTY | OPERATORS, number="listing", paper_id="goods paper"),
        *door(frozenset(), number="draft listing", paper_id="goods paper"),
    ],
    "POST /listings/<int(max=999999999999):number>/papers/<int(max=999999999999):paper_id>/end": door(
        COOP, number="listing", paper_id="goods paper"
    ),
    "GET /lots/<int(max=999999999999):lot_id>": door(COOP | COUNTY | OPERATORS, lot_id="lot"),
    "GET /lots/<int(max=999999999999):lot_id>/stock": door(COOP | COUNTY | OPERATORS, lot_id="lot"),
    "GET /lots/<int(max=999999999999):lot_id>/stock/export": door(COOP | COUNTY | OPERATORS, lot_id="lot"),
    "GET /lots/<int(max=999999999999):lot_id>/trace": [
        *door(COOP | COUNTY | OPERATORS, lot_id="lot"),
        *door(COOP | COUNTY | OPERATORS, lot_id="recalled lot"),
    ],
    "POST /lots/<int(max=999999999999):lot_id>/trace/recall": door(COOP | OPERATORS, lot_id="lot"),
    "POST /lots/<int(max=999999999999):lot_id>/trace/end": door(OPERATORS, lot_id="recalled lot"),
    "GET /lots/<int(max=999999999999):lot_id>/purchases": door(COOP | COUNTY | OPERATORS, lot_id="lot"),
    "POST /lots/<int(max=999999999999):lot_id>/purchases/new": door(COOP, lot_id="lot"),
    "GET /lots/<int(max=999999999999):lot_id>/purchases/<int(max=999999999999):source_id>": [
        *door(COOP, lot_id="lot", source_id="bought row"),
        *door(frozenset(), lot_id="promised lot", source_id="bought row"),
    ],
    "POST /lots/<int(max=999999999999):lot_id>/purchases/<int(max=999999999999):source_id>": [
        *door(COOP, lot_id="lot", source_id="bought row"),
        *door(frozenset(), lot_id="promised lot", source_id="bought row"),
    ],
    "GET /lots/<int(max=999999999999):lot_id>/<deed>": [
        *door(COOP, lot_id="lot", deed="correct"),
        *door(frozenset(), lot_id="lot", deed="release"),
        *door(frozenset(), lot_id="lot", deed="delete"),
    ],
    "POST /lots/<int(max=999999999999):lot_id>/<deed>": [
        *door(COOP, lot_id="lot", deed="correct"),
        *door(frozenset(), lot_id="lot", deed="release"),
        *door(frozenset(), lot_id="lot", deed="delete"),
    ],
    "GET /recalls/<number>": door(SCHOOL, number="recall"),
    "POST /recalls/<number>": door(SCHOOL, number="recall"),
    "GET /acceptances/<number>/pdf": door(SCHOOL | COOP | ABOVE | COUNTY, number="acceptance"),
    "GET /acceptances/<number>/correct": door(RECEIVERS | COOP, number="acceptance"),
    "POST /acceptances/<number>/correct": door(RECEIVERS | COOP, number="acceptance"),
    "POST /acceptances/<number>/agree": door(RECEIVERS | COOP, number="acceptance"),
    "POST /acceptances/<number>/reject": door(RECEIVERS | COOP, number="acceptance"),
    "POST /acceptances/<number>/withdraw": door(RECEIVERS | COOP, number="acceptance"),
    "POST /acceptances/<number>/object": door(COOP, number="acceptance"),
    "GET /money/payments/<number>": door(SCHOOL | COOP | OPERATORS, number="payment"),
    "POST /money/payments/<number>/allocate": door(FINANCE | COOP, number="payment"),
    "POST /money/payments/<number>/ask-back": door(FINANCE | COOP, number="online payment"),
    "POST /money/payments/<number>/release": door(FINANCE | COOP, number="payment"),
    "POST /money/payments/<number>/undo": door(COOP, number="entered payment"),
    "GET /money/announced/<number>": door(SCHOOL | COOP, number="announced payment"),
    "POST /money/announced/<number>/received": door(COOP, number="announced payment"),
    "POST /money/announced/<number>/not-received": door(COOP, number="announced payment"),
    "POST /money/terms/<int:terms_id>/approve": door(OPERATORS, terms_id="asked terms"),
    "POST /money/terms/<int:terms_id>/refuse": door(OPERATORS, terms_id="asked terms"),
    "GET /money/settlements/<number>": door(SCHOOL | COOP | ABOVE, number="settlement"),
    "GET /money/settlements/<number>/paper": door(SCHOOL | COOP | ABOVE, number="agreed settlement"),
    "GET /money/settlements/<number>/pdf": door(SCHOOL | COOP | ABOVE, number="agreed settlement"),
    "GET /money/settlements/<number>/invoices/new": [
        *door(COOP, number="agreed settlement"),
        *door(frozenset(), number="settlement"),
    ],
    "POST /money/settlements/<number>/invoices/new": [
        *door(COOP, number="agreed settlement"),
        *door(frozenset(), number="settlement"),
    ],
    "GET /money/statement/<number>/pdf": door(COOP, number="issued statement"),
    "POST /money/settlements/<number>/<step>": [
        *door(FINANCE | COOP, number="settlement", step="dispute"),
        *door(FINANCE | COOP, number="settlement", step="confirm"),
        *door(FINANCE | COOP, number="settlement", step="take-out"),
        *door(FINANCE | COOP, number="settlement", step="clear"),
        *door(FINANCE | COOP, number="settlement", step="withdraw"),
        *door(FINANCE | COOP, number="agreed settlement", step="to invoice"),
        *door(FINANCE | COOP, number="agreed settlement", step="check"),
        *door(frozenset(), number="settlement", step="delete"),
    ],
    "GET /money/orders/<number>": [
        *door(SCHOOL | COOP | ABOVE, number="paid order"),
        *door(SCHOOL | ABOVE | {"workshop.seller"}, number="order elsewhere"),
    ],
    "POST /acceptances/<number>/stand-by": door(RECEIVERS, number="acceptance"),
    "POST /acceptances/<number>/take-back": door(COOP, number="acceptance"),
    "GET /invoices/<number>": door(SCHOOL | COOP | ABOVE, number="invoice"),
    "GET /invoices/<number>/files/<name>": [
        *door(SCHOOL | COOP | ABOVE, number="invoice", name="invoice file"),
        *door(frozenset(), number="invoice", name="acceptance"),
    ],
    "GET /invoices/<number>/files/<name>/read": [
        *door(SCHOOL | COOP | ABOVE, number="invoice", name="invoice file"),
        *door(frozenset(), number="invoice", name="acceptance"),
    ],
    "GET /invoices/<number>/parts": door(COOP, number="invoice"),
    "POST /invoices/<number>/parts": door(COOP, number="invoice"),
    "GET /invoices/<number>/red": door(COOP, number="invoice"),
    "POST /invoices/<number>/red": door(COOP, number="invoice"),
    "GET /invoices/<number>/file": door(COOP, number="invoice"),
    "POST /invoices/<number>/file": door(COOP, number="invoice"),
    "POST /invoices/<number>/check": door(FINANCE | COOP, number="invoice"),
    "POST /invoices/<number>/dispute": door(FINANCE | COOP, number="invoice"),
    "POST /invoices/<number>/withdraw": door(FINANCE | COOP, number="invoice"),
    "POST /invoices/<number>/lower": door(FINANCE | COOP, number="invoice"),
    "POST /invoices/<number>/lower/<step>": [
        *door(FINANCE | COOP, number="invoice", step="agree"),
        *door(FINANCE | COOP, number="invoice", step="reject"),
        *door(FINANCE | COOP, number="invoice", step="withdraw"),
        *door(frozenset(), number="invoice", step="delete"),
    ],
    "GET /entries/<int(max=999999999999):entry_id>": door(SCHOOL | ABOVE | COUNTY, entry_id="entry"),
    "GET /products/<slug>/history": door(COOP | COUNTY | OPERATORS, slug="potatoes"),
    "GET /households/<int(max=99999999):number>": door(COOP, number="household"),
    "POST /households/<int(max=99999999):number>/people": door(COOP, number="household"),
    "POST /households/<int(max=99999999):number>/end": door(COOP, number="household"),
    "POST /households/<int(max=99999999):number>/correct": door(COOP, number="household"),
    "POST /households/<int(max=99999999):number>/strike": door(COOP, number="household"),
    "GET /households/<int(max=99999999):number>/people/<int(max=999999999999):person_id>": door(
        COOP, number="household", person_id="linked person"
    ),
    "POST /households/<int(max=99999999):number>/people/<int(max=999999999999):person_id>/end": door(
        COOP, number="household", person_id="linked person"
    ),
    "POST /households/<int(max=99999999):number>/people/<int(max=999999999999):person_id>/correct": door(
        COOP, number="household", person_id="linked person"
    ),
    "POST /households/<int(max=99999999):number>/people/<int(max=999999999999):person_id>/head": door(
        COOP, number="household", person_id="linked person"
    ),
    "POST /households/<int(max=99999999):number>/people/<int(max=999999999999):person_id>/strike": door(
        COOP, number="household", person_id="linked person"
    ),
    "GET /households/sheets/<int(max=999999999999):upload_id>": door(COOP, upload_id="roster sheet"),
    "POST /households/sheets/<int(max=999999999999):upload_id>/apply": door(COOP, upload_id="roster sheet"),
    "POST /households/sheets/<int(max=999999999999):upload_id>/discard": door(COOP, upload_id="roster sheet"),
    "GET /rosters/<slug>": door(COUNTY | OPERATORS, slug="coop"),
    "POST /rosters/<slug>/confirm": door(COUNTY, slug="coop"),
    "GET /targets/<int(max=999999999999):unit_id>": door(SCHOOL | ABOVE, unit_id="school number"),
    "GET /targets/<int(max=999999999999):unit_id>/line": door(FILERS, unit_id="school number"),
    "POST /targets/<int(max=999999999999):unit_id>/line": door(FILERS, unit_id="school number"),
    "GET /targets/<int(max=999999999999):unit_id>/base": door(FILERS, unit_id="school number"),
    "POST /targets/<int(max=999999999999):unit_id>/base": door(FILERS, unit_id="school number"),
    "GET /targets/<int(max=999999999999):unit_id>/split": [
        *door(HARBOUR, unit_id="harbour number"),
        *door(frozenset(), unit_id="school number"),
    ],
    "POST /targets/<int(max=999999999999):unit_id>/split": door(HARBOUR, unit_id="harbour number"),
    "POST /targets/<int(max=999999999999):unit_id>/split/sheet": door(HARBOUR, unit_id="harbour number"),
    "GET /filings/<key>": [
        *door(SCHOOL | ABOVE, key="filed base"),
        *door(LEADS, key="proposed split"),
    ],
    "GET /filings/<key>/file": [
        *door(SCHOOL | ABOVE, key="filed base"),
        *door(frozenset(), key="returned base"),
    ],
    "POST /filings/<key>/<step>": [
        *door(HARBOUR, key="filed base", step="approve"),
        *door(HARBOUR, key="filed base", step="return"),
        *door(FILERS, key="filed base", step="withdraw"),
        *door(frozenset(), key="filed base", step="delete"),
        *door(HARBOUR, key="proposed split", step="approve"),
    ],
    "GET /capacity/<int(max=999999999999):capacity_id>": [
        *door(COOP | COUNTY | OPERATORS, capacity_id="capacity"),
        *door(COOP | COUNTY | OPERATORS, capacity_id="returned capacity"),
    ],
    "POST /capacity/<int(max=999999999999):capacity_id>/<step>": [
        *door(COUNTY, capacity_id="capacity", step="recommend"),
        *door(COUNTY, capacity_id="capacity", step="return"),
        *door(COOP, capacity_id="capacity", step="withdraw"),
        *door(frozenset(), capacity_id="capacity", step="delete"),
    ],
    "GET /certificates/<slug>": door(COOP | COUNTY | OPERATORS, slug="potatoes"),
    "POST /certificates/<slug>": door(COUNTY | OPERATORS, slug="potatoes"),
    "POST /certificates/<slug>/<int(max=999999999999):certification_id>/<step>": [
        *door(COUNTY | OPERATORS, slug="potatoes", certification_id="certificate", step="end"),
        *door(OPERATORS, slug="potatoes", certification_id="waiting certificate", step="approve"),
        *door(OPERATORS, slug="potatoes", certification_id="waiting certificate", step="approve-end"),
        *door(COUNTY | OPERATORS, slug="potatoes", certification_id="waiting certificate", step="withdraw"),
        *door(frozenset(), slug="potatoes", certification_id="certificate", step="delete"),
    ],
    "GET /organisations/units/<slug>": [
        *door(ABOVE, slug="school"),
        *door(frozenset(), slug="harbour"),
    ],
    "POST /organisations/units/<slug>/canteen": door(LEADS, slug="school"),
    "POST /organisations/units/<slug>/canteen/<int(max=999999999999):change_id>/<step>": [
        *door(LEADS, slug="school", change_id="canteen change", step="approve"),
        *door(LEADS, slug="school", change_id="canteen change", step="withdraw"),
        *door(frozenset(), slug="school", change_id="canteen change", step="delete"),
        *door(frozenset(), slug="organ", change_id="canteen change", step="approve"),
    ],
    "POST /organisations/units/<slug>/places": door(LEADS, slug="school"),
    "POST /organisations/units/<slug>/places/<int(max=999999999999):place_id>/<step>": [
        *door(LEADS, slug="school", place_id="place", step="approve"),
        *door(LEADS, slug="school", place_id="place", step="withdraw"),
        *door(frozenset(), slug="school", place_id="place", step="delete"),
        *door(frozenset(), slug="organ", place_id="place", step="approve"),
    ],
    "POST /organisations/units/<slug>/supervisions": door(LEADS, slug="school"),
    "POST /organisations/units/<slug>/supervisions/<int(max=999999999999):supervision_id>/end": [
        *door(LEADS, slug="school", supervision_id="supervision"),
        *door(frozenset(), slug="organ", supervision_id="supervision"),
    ],
    "POST /organisations/units/<slug>/merger": door(LEADS, slug="school"),
    "POST /organisations/counties/<kind>/<int(max=999999999999):fact_id>/<step>": [
        *door(LEADS | COUNTY, kind="pairing", fact_id="pairing fact", step="end"),
        *door(LEADS, kind="pairing", fact_id="pairing fact", step="approve"),
        *door(OPERATORS, kind="aid", fact_id="aid fact", step="approve-end"),
        *door(OPERATORS | COUNTY, kind="aid", fact_id="aid fact", step="withdraw"),
        *door(frozenset(), kind="aid", fact_id="aid fact", step="delete"),
    ],
    "GET /organisations/suppliers/<slug>": door(OFFICES | COOP | COUNTY, slug="coop"),
    "GET /organisations/suppliers/<slug>/documents/<int(max=999999999999):number>": [
        *door(COOP | COUNTY | OPERATORS, slug="coop", number="document"),
        *door(frozenset(), slug="workshop", number="document"),
    ],
    "POST /organisations/suppliers/<slug>/changes/<int(max=999999999999):number>/<step>": [
        *door(OPERATORS, slug="workshop", number="change", step="approve"),
        *door(OPERATORS, slug="workshop", number="change", step="reject"),
        *door(frozenset(), slug="coop", number="change", step="approve"),
        *door(frozenset(), slug="workshop", number="change", step="delete"),
    ],
    "GET /our-profile/<part>": [*door(SELLERS, part="terms"), *door(frozenset(), part="delete")],
    "POST /our-profile/<part>": [*door(SELLERS, part="terms"), *door(frozenset(), part="delete")],
    "POST /our-profile/changes/<int(max=999999999999):number>/withdraw": door(
        frozenset({"workshop.seller"}), number="change"
    ),
    "POST /our-profile/documents/<int(max=999999999999):number>/end": door(COOP, number="document"),
    "GET /our-profile/producers/<int(max=999999999999):number>": door(COOP, number="producer"),
    "POST /our-profile/producers/<int(max=999999999999):number>": door(COOP, number="producer"),
    "POST /our-profile/producers/<int(max=999999999999):number>/<step>": [
        *door(COOP, number="producer", step="end"),
        *door(frozenset(), number="producer", step="delete"),
    ],
    "POST /organisations/suppliers/<slug>/<step>": [
        *door(OPERATORS, slug="coop", step="suspend"),
        *door(frozenset({"office-530624.official"}), slug="coop", step="recommend"),
        *door(COOP, slug="coop", step="withdraw"),
        *door(frozenset(), slug="coop", step="delete"),
    ],
    "POST /our-unit/addresses/<int(max=999999999999):address_id>/retire": door(
        frozenset({"school.manager"}), address_id="school address"
    ),
    "POST /our-unit/profiles/<int(max=999999999999):profile_id>/retire": door(
        frozenset({"school.manager"}), profile_id="school profile"
    ),
    "GET /bank/statements/<int(max=999999999999):statement_id>": [
        *door(COOP, statement_id="bank statement"),
        *door(COOP, statement_id="unread statement"),
    ],
    "POST /bank/statements/<int(max=999999999999):statement_id>/columns": door(COOP, statement_id="unread statement"),
    "GET /bank/lines/<int(max=999999999999):line_id>": [
        *door(COOP, line_id="bank line"),
        *door(COOP, line_id="matched line"),
    ],
    "POST /bank/lines/<int(max=999999999999):line_id>/accept": door(COOP, line_id="bank line"),
    "POST /bank/lines/<int(max=999999999999):line_id>/match": door(COOP, line_id="bank line"),
    "POST /bank/lines/<int(max=999999999999):line_id>/accept-refund": door(COOP, line_id="refund line"),
    "POST /bank/lines/<int(max=999999999999):line_id>/refund": door(COOP, line_id="refund line"),
    "POST /bank/lines/<int(max=999999999999):line_id>/aside": door(COOP, line_id="bank line"),
    "POST /bank/lines/<int(max=999999999999):line_id>/undo": door(COOP, line_id="matched line"),
    "POST /bank/payers/<int(max=999999999999):alias_id>/remove": door(
        frozenset({"school.manager"}), alias_id="payer alias"
    ),
    "POST /payees/<int(max=999999999999):account_id>/<step>": [
        *door(COOP | OPERATORS, account_id="payee account", step="approve"),
        *door(COOP | OPERATORS, account_id="payee account", step="reject"),
        *door(frozenset(), account_id="payee account", step="delete"),
    ],
    "GET /team/<int(max=999999999999):membership_id>": door(
        frozenset({"school.manager"}), membership_id="school.buyer"
    ),
    "POST /team/<int(max=999999999999):membership_id>": door(
        frozenset({"school.manager"}), membership_id="school.buyer"
    ),
    "POST /team/<int(max=999999999999):membership_id>/roles": door(
        frozenset({"school.manager"}), membership_id="school.buyer"
    ),
    "POST /team/<int(max=999999999999):membership_id>/<step>": [
        *door(frozenset({"school.manager"}), membership_id="school.receiver", step="end"),
        *door(frozenset({"school.manager"}), membership_id="former colleague", step="back"),
        *door(frozenset(), membership_id="school.receiver", step="delete"),
    ],
}
