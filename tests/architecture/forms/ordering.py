"""Pages with forms about purchases and orders."""

PAGES = {
    ("school.buyer", "/products/eggs"): "pack_id packs",
    ("school.buyer", "/basket"): "packs_",
    ("school.buyer", "/checkout"): "address_id deliver_on invoice_profile_id note own_number pay_by purpose seen",
    ("school.buyer", "/orders/{order}"): "packs_ reason",
    ("school.buyer", "/orders/{confirmed order}"): "packs_ reason",
    ("school.approver", "/purchases/{waiting purchase}"): "reason",
    ("coop.seller", "/sales/{order}"): "packs_ promised_on reason reason_",
    ("coop.seller", "/sales/{confirmed order}"): "reason",
    ("nobody", "/products/eggs"): "pack_id packs",
    ("nobody", "/basket"): "packs_",
}

FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("nobody", "/products/eggs"): {"packs": "1"},
    ("school.buyer", "/products/eggs"): {"packs": "2"},
    ("school.buyer", "/orders/{order}"): {"packs_": "2", "reason": "the trip is off"},
    ("school.buyer", "/orders/{confirmed order}"): {"packs_": "2", "reason": "the trip is off"},
    ("school.approver", "/purchases/{waiting purchase}"): {"reason": "too much"},
    ("coop.seller", "/sales/{order}"): {"reason": "hail"},
    ("coop.seller", "/sales/{confirmed order}"): {"reason": "hail"},
    ("school.buyer", "/checkout"): {"note": "by eight"},
}

WORDS = frozenset("own_number reason_".split())

OFFERED = frozenset("address_id invoice_profile_id pack_id pay_by purpose".split())
