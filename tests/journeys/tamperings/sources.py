"""Ways of changing what entries were written from, and the words in which verify names each."""

from tests.journeys.tamperings.tables import UNCERTIFIED


def unit(slug: str) -> str:
    return f"(SELECT id FROM organisation WHERE slug = '{slug}')"


SOURCES: dict[str, tuple[str, str]] = {
    "moment of an entry": (
        "UPDATE entry SET written_at = '2026-11-23 00:30:00' WHERE id = 1",
        "Entry 1 of .*, moment",
    ),
    "moment of an entry and its verdicts": (
        (
            "UPDATE entry SET written_at = '2026-11-23 01:30:00' WHERE id = 1; "
            "UPDATE verdict SET at = '2026-11-23 01:30:00' WHERE entry_id = 1"
        ),
        "Entry 1 of .*, moment",
    ),
    "unit of an acceptance": ("UPDATE acceptance SET unit_id = unit_id + 1 WHERE id = 1", "line 1, unit"),
    "supplier of an acceptance": (
        "UPDATE acceptance SET supplier_id = supplier_id + 1 WHERE id = 1",
        "line 1, supplier",
    ),
    "unit of an order": (f"UPDATE orders SET unit_id = {unit('clinic')} WHERE id = 1", "line 1, unit"),
    "unit of a consignment": (
        f"UPDATE consignment SET unit_id = {unit('clinic')} WHERE id = 1",
        "Acceptance .*, its two sides",
    ),
    "who agreed to a correction": (
        "UPDATE acceptance SET agreed_by_id = accepted_by_id WHERE id = 2",
        "Acceptance .*, what it corrects",
    ),
    "a line of another consignment": (
        "UPDATE consignment_line SET order_line_id = 3 WHERE id = 1",
        "Acceptance .*, line 1, order line",
    ),
    "price of an order": ("UPDATE order_line SET unit_price = unit_price * 2 WHERE id = 1", "line 1, reduced_reason"),
    "price of an order on its way": (
        "UPDATE order_line SET unit_price = unit_price * 2 WHERE id = 4",
        "Order line 4, unit price",
    ),
    "accepted dearer than agreed": (
        "UPDATE acceptance_line SET unit_price = unit_price * 2, amount = amount * 2 WHERE id = 1",
        "Acceptance .*, line 1, reduced_price",
    ),
    "accepted cheaper without a reason": (
        "UPDATE acceptance_line SET unit_price = unit_price / 2, amount = amount / 2 WHERE id = 1",
        "Acceptance .*, line 1, reduced_reason",
    ),
    "more accepted than sent": (
        "UPDATE acceptance_line SET accepted = accepted * 2, net = net * 2, amount = amount * 2 WHERE id = 1",
        "Acceptance .*, line 1, net",
    ),
    "less sent than accepted": (
        "UPDATE consignment_line SET quantity = quantity / 2 WHERE id = 1",
        "Acceptance .*, line 1, net",
    ),
    "less sent and still enough": (
        "UPDATE consignment_line SET quantity = quantity - 1 WHERE id = 1",
        "Order line 1, deliveries",
    ),
    "packs accepted": ("UPDATE order_line SET packs_accepted = packs_accepted - 1 WHERE id = 1", "line 1, deliveries"),
    "packs sent": ("UPDATE order_line SET packs_shipped = packs_shipped - 1 WHERE id = 1", "line 1, deliveries"),
    "sent": ("UPDATE order_line SET shipped = shipped + 1 WHERE id = 1", "Order line 1, deliveries"),
    "decided": ("UPDATE order_line SET decided = decided - 1 WHERE id = 1", "Order line 1, deliveries"),
    "facts of an order on its way": (
        f"UPDATE order_line SET facts = {UNCERTIFIED.replace('potatoes', 'eggs')} WHERE id = 4",
        "Order line 4, facts",
    ),
    "facts of an order and its entry": (
        (
            f"UPDATE order_line SET facts = {UNCERTIFIED} WHERE id = 1; "
            f"UPDATE entry SET facts = {UNCERTIFIED} WHERE id IN (1, 3)"
        ),
        "Order line 1, facts",
    ),
    "terms of an order": ("UPDATE order_line SET terms = NULL WHERE id = 4", "Order line 4, terms"),
    "more ordered than placed": (
        "UPDATE order_line SET packs_ordered = packs_ordered + 1 WHERE id = 1",
        "Order line 1, packs",
    ),
    "no witness of an order": (
        "DELETE FROM placed_line WHERE id = 4",
        "Order line 4, what it was placed as: found none",
    ),
    "stock from nowhere": (
        "UPDATE lot SET received = received + 1000, available = available + 1000 WHERE id = 1",
        "Lot .*, received by its movements",
    ),
    "stock set free": (
        "UPDATE lot SET reserved = reserved - 1, available = available + 1 WHERE reserved > 0",
        "Lot .*, available by its movements",
    ),
    "a movement": (
        "UPDATE stock_movement SET received = received + 1, available = available + 1 WHERE id = 1",
        "Lot .*, received by its movements",
    ),
    "no movement": ("DELETE FROM stock_movement WHERE id = 1", "Lot .*, received by its movements"),
    "a hold": ("UPDATE reservation SET quantity = quantity + 1", "Lot .*, reserved by its holds"),
    "no hold": ("DELETE FROM reservation", "Lot .*, reserved by its holds: found .*, should be 0"),
    "a school in another town": (
        f"UPDATE unit_ancestor SET ancestor_id = {unit('delta')} WHERE unit_id = {unit('school')} AND depth = 1",
        "Unit .* in the tree of 2026",
    ),
    "a school under two towns": (
        (
            "INSERT INTO unit_ancestor (year, ancestor_id, unit_id, depth) "
            f"VALUES (2026, {unit('delta')}, {unit('school')}, 1)"
        ),
        "Unit .* in the tree of 2026",
    ),
    "a school in no town": (
        f"DELETE FROM unit_ancestor WHERE unit_id = {unit('school')}",
        "Unit .* in the tree of 2026: found nowhere",
    ),
    "a school moved to another town, its place and the tree alike": (
        (
            f"UPDATE unit_parent SET parent_id = {unit('delta')} WHERE unit_id = {unit('school')}; "
            f"UPDATE unit_ancestor SET ancestor_id = {unit('delta')} WHERE unit_id = {unit('school')} AND depth = 1"
        ),
        "Unit .*, placed in 2026",
    ),
    "a place slipped in, and the tree made by it": (
        (
            "INSERT INTO unit_parent (unit_id, year, parent_id, founding, proposed_at, approved_at) "
            f"SELECT unit_id, 2026, {unit('delta')}, founding, proposed_at, '2026-11-20 01:00:00' FROM unit_parent "
            f"WHERE unit_id = {unit('school')}; "
            f"UPDATE unit_ancestor SET ancestor_id = {unit('delta')} "
            f"WHERE unit_id = {unit('school')} AND depth = 1 AND year = 2026"
        ),
        "Unit .*, placed in 2026",
    ),
    "a place that was taken away, and the tree made without it": (
        (
            f"DELETE FROM unit_parent WHERE unit_id = {unit('school')}; "
            f"DELETE FROM unit_ancestor WHERE unit_id = {unit('school')} AND depth > 0"
        ),
        "Unit .*, placed in 2026",
    ),
    "a tree of a year that has none": (
        (
            "INSERT INTO unit_ancestor (year, ancestor_id, unit_id, depth) "
            f"VALUES (2025, {unit('delta')}, {unit('school')}, 1)"
        ),
        "Unit .* in the tree of 2025",
    ),
}
