"""A book of very many entries, made by copying one of them: for what has to hold however much there is."""

from sqlalchemy import insert, inspect, literal, select, true

from shop.extensions import db
from shop.tally.models import Entry, EntryGrade, Verdict

BELOW = 1_000
"""No entry that is copied has a larger number than this, nor its verdict."""


def copied(entry: Entry, times: int, *, since: int = 0) -> None:
    """Copies up to number ``times`` (from ``since`` on) that say what this entry says, with verdict and grade."""
    assert entry.id < BELOW
    assert entry.kind == "purchase"
    copies = select(literal(since + 1).label("k")).cte("copies", recursive=True)
    copies = copies.union_all(select(copies.c.k + 1).where(copies.c.k < times))
    shifts = {
        Entry: ({"id": Entry.id + copies.c.k * BELOW, "n": Entry.n + copies.c.k}, Entry.id),
        Verdict: (
            {"id": Verdict.id + copies.c.k * BELOW, "entry_id": Verdict.entry_id + copies.c.k * BELOW},
            Verdict.entry_id,
        ),
        EntryGrade: ({"entry_id": EntryGrade.entry_id + copies.c.k * BELOW}, EntryGrade.entry_id),
    }
    for model, (changed, key) in shifts.items():
        table = inspect(model).local_table
        names = [column.name for column in table.columns]
        values = [changed.get(name, table.c[name]) for name in names]
        rows = select(*values).select_from(table).join(copies, true()).where(key == entry.id)
        db.session.execute(insert(table).from_select(names, rows))
