"""Ways of changing how far purchases are proved, or what proves them, and the words in which verify names each."""

OF_THE_CHECKED = "invoice_id = (SELECT id FROM invoice WHERE status = 'checked')"
PART = "cluster_id, invoice_id, acceptance_line_id, reason, at"
EVIDENCE_ROW = "cluster_id, entry_id, kind, amount, at"

EVIDENCE: dict[str, tuple[str, str]] = {
    "paid of an entry": (
        "UPDATE entry_grade SET paid = paid + 1 WHERE entry_id = 1",
        "Evidence of entry 1, paid, by its order: found 100.01, should be 100.00",
    ),
    "what an order is paid": (
        "UPDATE order_balance SET paid = paid - 1 WHERE paid > 0",
        "Evidence of entry 1, paid, by its order: found 100.00, should be 99.99",
    ),
    "invoiced of an entry": (
        "UPDATE entry_grade SET invoiced = invoiced + 1 WHERE entry_id = 1",
        "Evidence of entry 1, invoiced, step by step: found 60.00, should be 60.01",
    ),
    "accepted of an entry that is to be proved": (
        "UPDATE entry_grade SET worth = worth + 1 WHERE entry_id = 1",
        "Evidence of entry 1, accepted",
    ),
    "an entry proved for another unit": (
        "UPDATE entry_grade SET unit_id = (SELECT id FROM organisation WHERE slug = 'clinic') WHERE entry_id = 1",
        "Evidence of entry 1, its purchase",
    ),
    "an entry that nobody proves": ("DELETE FROM entry_grade WHERE entry_id = 2", "Evidence of entry 2: found none"),
    "a correction proved by itself": (
        (
            "INSERT INTO entry_grade (entry_id, cluster_id, unit_id, counts_on, worth, invoiced, paid) "
            "SELECT 3, cluster_id, unit_id, counts_on, 0, 0, 0 FROM entry_grade WHERE entry_id = 1"
        ),
        "Purchases whose evidence is kept: found 3, should be 2",
    ),
    "evidence of a correction": (
        (
            f"INSERT INTO evidence (id, n, {EVIDENCE_ROW}) SELECT 99, 1, cluster_id, 3, kind, amount, at "
            "FROM evidence WHERE kind = 'paid'"
        ),
        "Evidence of entry 3: found its own",
    ),
    "a step of payment": (
        "UPDATE evidence SET amount = amount - 1 WHERE kind = 'paid'",
        "Evidence of entry 1, paid, step by step: found 99.99",
    ),
    "no step of payment": (
        "DELETE FROM evidence WHERE kind = 'paid'",
        "Evidence of entry 1, paid, step by step: found 0.00",
    ),
    "a second step of payment": (
        f"INSERT INTO evidence (id, n, {EVIDENCE_ROW}) SELECT 99, 2, {EVIDENCE_ROW} FROM evidence WHERE kind = 'paid'",
        "Evidence of entry 1, paid, step by step: found 200.00",
    ),
    "no step of an invoice": (
        "DELETE FROM evidence WHERE kind = 'invoiced'",
        "Evidence of entry 1, invoiced, step by step: found 0.00",
    ),
    "the total of what is paid": (
        "UPDATE total_by_evidence SET paid = paid + 1 WHERE verdict = 'counted'",
        "Total by evidence .*found 60.00 yuan invoiced, 100.01 yuan paid",
    ),
    "the total of what is invoiced": (
        "UPDATE total_by_evidence SET invoiced = invoiced + 1 WHERE verdict = 'counted'",
        "Total by evidence .*found 60.01 yuan invoiced",
    ),
    "what is paid, in another month": (
        "UPDATE total_by_evidence SET month = 1 WHERE verdict = 'counted'",
        "Total by evidence .*should be 0.00 yuan invoiced",
    ),
    "no total of what is paid": ("DELETE FROM total_by_evidence", "Total by evidence .*found none"),
    "a part of a checked invoice": (
        f"UPDATE invoice_allocation SET amount = amount + 1 WHERE {OF_THE_CHECKED}",
        "Evidence of entry 1, invoiced, by the register: found 60.00, should be 60.01",
    ),
    "a part of a checked invoice, and all that is summed of it": (
        (
            f"UPDATE invoice_allocation SET amount = amount - 1 WHERE {OF_THE_CHECKED}; "
            "UPDATE invoice SET allocated = allocated - 1 WHERE status = 'checked'; "
            "UPDATE invoiced_line SET invoiced = invoiced - 1 WHERE invoiced > 0"
        ),
        "Evidence of entry 1, invoiced, by the register: found 60.00, should be 59.99",
    ),
    "a part put to another purchase": (
        f"UPDATE invoice_allocation SET consignment_line_id = consignment_line_id + 1 WHERE {OF_THE_CHECKED}",
        "Evidence of entry 1, invoiced, by the register: found 60.00, should be 0.00",
    ),
    "an invoice that nobody checked any more": (
        "UPDATE invoice SET status = 'disputed' WHERE status = 'checked'",
        "Evidence of entry 1, invoiced, by the register: found 60.00, should be 0.00",
    ),
    "an invoice that nobody checked yet": (
        "UPDATE invoice SET status = 'checked' WHERE status = 'registered'",
        "Evidence of entry 1, invoiced, by the register: found 60.00, should be 67.00",
    ),
    "evidence of an invoice, in every place": (
        (
            "UPDATE evidence SET amount = amount + 1 WHERE kind = 'invoiced'; "
            "UPDATE entry_grade SET invoiced = invoiced + 1 WHERE entry_id = 1; "
            "UPDATE total_by_evidence SET invoiced = invoiced + 1"
        ),
        "Evidence of entry 1, invoiced, by the register: found 60.01, should be 60.00",
    ),
    "a part of what nobody has accepted": (
        (
            "UPDATE evidence SET amount = amount - 10 WHERE kind = 'invoiced'; "
            "UPDATE entry_grade SET invoiced = invoiced - 10 WHERE entry_id = 1; "
            "UPDATE total_by_evidence SET invoiced = invoiced - 10; "
            f"UPDATE invoice_allocation SET amount = amount - 10 WHERE {OF_THE_CHECKED}; "
            f"INSERT INTO invoice_allocation (id, n, consignment_line_id, amount, {PART}) "
            f"SELECT 99, 99, (SELECT max(id) FROM consignment_line), 10, {PART} FROM invoice_allocation "
            f"WHERE {OF_THE_CHECKED}"
        ),
        "Parts of checked invoices: found 60.00, should be 59.90",
    ),
}
