"""Pages with forms about consignments and acceptances."""

COUNTED = (
    "best_before_ certificate_kind_ certificate_number_ harvested_on_ net_ packs_accepted_ reduced_price_ "
    "reduced_reason_ refused_reason_ temperature_"
)

PAGES = {
    ("school.buyer", "/arrivals/{shipped}"): "temperature",
    ("school.buyer", "/arrivals/{arrived}"): "deliverer reason signer_",
    ("school.buyer", "/arrivals/{arrived}/accept"): f"{COUNTED} deliverer note paper_day paper_day_reason signer_",
    ("school.buyer", "/acceptances/{acceptance}"): "proposal",
    ("coop.seller", "/consignments/new?order={confirmed order}"): (
        "carrier cold_chain expected_on lot_ packs_ quantity_ vehicle waybill"
    ),
    ("coop.seller", "/consignments/{packed}"): "",
    ("coop.seller", "/acceptances/{acceptance}"): "proposal reason",
    ("coop.seller", "/acceptances/{settled}"): "reason",
    ("coop.seller", "/acceptances/{settled}/correct"): f"{COUNTED} accepted_ gross_ reason tare_",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("school.buyer", "/arrivals/{shipped}"): {},
    ("coop.seller", "/consignments/{packed}"): {},
    ("school.buyer", "/arrivals/{arrived}"): {"reason": "wet"},
    ("school.buyer", "/arrivals/{arrived}/accept"): {"note": "as said"},
    ("school.buyer", "/acceptances/{acceptance}"): {},
    ("coop.seller", "/consignments/new?order={confirmed order}"): {"quantity_": "150", "carrier": "horse"},
    ("coop.seller", "/acceptances/{acceptance}"): {"reason": "it was dry"},
    ("coop.seller", "/acceptances/{settled}"): {"reason": "it was dry"},
    ("coop.seller", "/acceptances/{settled}/correct"): {"reason": "wet", "accepted_": "90", "refused_reason_": "wet"},
}

WORDS = frozenset(
    "carrier certificate_number_ deliverer paper_day_reason reduced_reason_ refused_reason_ signer_ vehicle "
    "waybill".split()
)

OFFERED = frozenset("certificate_kind_ lot_".split())
