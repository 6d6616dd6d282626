"""Ways of changing what was accepted and expected of order lines, and the words in which verify names each."""

DELIVERIES: dict[str, tuple[str, str]] = {
    "accepted amount": ("UPDATE acceptance_line SET amount = amount - 1 WHERE id = 1", "Acceptance .*, line 1, amount"),
    "accepted weight": (
        "UPDATE acceptance_line SET accepted = accepted + 1, net = net + 1 WHERE id = 1",
        "Acceptance .*, line 1, amount|Entry 1 of .*, quantity",
    ),
    "accepted price": (
        "UPDATE acceptance_line SET unit_price = unit_price + 100 WHERE id = 1",
        "Acceptance .*, line 1, amount",
    ),
    "moment of acceptance": ("UPDATE acceptance SET accepted_at = '2025-12-31 10:00:00' WHERE id = 1", "counting day"),
    "no correction": (
        (
            "DELETE FROM verdict WHERE entry_id = 3; DELETE FROM entry WHERE id = 3; "
            "DELETE FROM invoiced_line; DELETE FROM acceptance_line WHERE acceptance_id = 2; "
            "DELETE FROM acceptance WHERE id = 2"
        ),
        "Order line 1, deliveries",
    ),
    "accepted of a line": ("UPDATE order_line SET accepted = accepted + 1 WHERE id = 1", "Order line 1, deliveries"),
    "amount of a line": (
        "UPDATE order_line SET accepted_amount = accepted_amount + 1 WHERE id = 1",
        "Order line 1, deliveries",
    ),
    "expected of a line": ("UPDATE order_line SET expected = expected + 1 WHERE id = 4", "Order line 4, expected"),
    "expected and its sum": (
        (
            "UPDATE order_line SET expected = expected + 1 WHERE id = 4; "
            "UPDATE on_its_way SET amount = amount + 1 WHERE purpose = 'union_welfare'"
        ),
        "Order line 4, expected",
    ),
}
