"""The kinds of objects that have a trail, as the operator chooses among them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class Subject(Labelled):
    """The kinds of objects that have a trail."""

    PURCHASE = "purchase", _l("Purchase")
    ORDER = "order", _l("Order")
    CONSIGNMENT = "consignment", _l("Consignment")
    ACCEPTANCE = "acceptance", _l("Acceptance")
    PAYMENT = "payment", _l("Payment")
    PAYMENT_TERMS = "payment_terms", _l("Terms of payment")
    INVOICE = "invoice", _l("Invoice")
    MAIL = "mail", _l("Mail")
    SETTLEMENT = "settlement", _l("Settlement")
    PRODUCT = "product", _l("Product")
    FILE = "file", _l("File")
    BULLETIN = "bulletin", _l("Bulletin")
    PUBLISHING = "publishing", _l("What is published")
    LISTING_IMPORT = "listing_import", _l("Sheet of listings")
    LOT = "lot", _l("Lot")
    CAPACITY = "capacity", _l("Capacity passport")
    SUPPLIER = "supplier", _l("Supplier")
    ROSTER = "roster", _l("Roster of linked households")
    AIDED_BODY = "aided_body", _l("School, hospital or village")
    WORKSHOP = "workshop", _l("Workshop")
    UNIT = "unit", _l("Unit")
    COUNTY = "county", _l("County")
    OFFLINE_PURCHASE = "offline_purchase", _l("Offline purchase")
    OFFLINE_SHEET = "offline_sheet", _l("Sheet of offline purchases")
    TARGET = "target", _l("Target")
    SCHEME = "scheme", _l("Scheme")
    RULE_SET = "rule_set", _l("Rule set")
    PERIOD = "period", _l("Month of the book")
    REEVALUATION = "reevaluation", _l("Re-evaluation")
    MEMBERSHIP = "membership", _l("Membership")
    PERSON = "person", _l("Person")
    OPERATOR = "operator", _l("Operator")
    BANK_STATEMENT = "bank_statement", _l("Bank statement")
    BANK_LINE = "bank_line", _l("Bank line")
    ANNOUNCED_PAYMENT = "announced_payment", _l("Announced payment")
