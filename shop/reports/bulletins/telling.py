"""A snapshot told in order: the shop's sentences, the issuer's own words, tables and drawings. In Chinese on paper.

Everything that is told comes from the snapshot: names too, which may be others by now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from shop.documents.tables import Cell, Column, Table
from shop.kernel.money import Money
from shop.reports.bulletins.blocks import Block, Grid, Heading, Line, Stats, Words
from shop.reports.bulletins.papers import told_late, told_reach
from shop.reports.bulletins.parts import parts_told, told_coverage, told_offline
from shop.reports.bulletins.spans import Span
from shop.reports.bulletins.words import Section, TextPlace, in_order
from shop.tally.ranking import Size
from shop.web.filters import day, grouped, month_name, percent, wan
from shop.web.language import current

Content = dict[str, Any]


NUMERALS = ("一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十").split()


def name_of(thing: Content) -> str:
    """What a snapshot calls something, in the reader's language."""
    return str(thing["name"] if current() == "zh" else thing["name_english"] or thing["name"])


def span_in(content: Content) -> Span:
    """The period that a snapshot is of."""
    return Span(content["year"], content["first"], content["last"])


def blocks_of(content: Content) -> list[Block]:
    """All that a bulletin says, in order, below its title."""
    found: list[Block] = [*_own(content, TextPlace.OPENING), *_head(content)]
    marks = (f"{numeral}、" for numeral in NUMERALS)
    for section in in_order(content["sections"]):
        told = TOLD[section](content)
        if told:
            found += [Heading(str(section.label), next(marks)), *told]
    for place in (TextPlace.FINDINGS, TextPlace.REQUESTS):
        words = list(_own(content, place))
        if words:
            found += [Heading(str(place.label), next(marks)), *words]
    return found


def tables_of(blocks: Sequence[Block]) -> list[Table]:
    """The tables of it, for a workbook."""
    return [block.table for block in blocks if isinstance(block, Grid)]


def _own(content: Content, place: TextPlace) -> Iterator[Words]:
    text = content["texts"].get(place.value, "")
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    if paragraphs:
        yield Words(paragraphs, own=True)


def summary_of(content: Content) -> list[str]:
    """The paragraphs at its head, each of whole sentences."""
    between = "" if current() == "zh" else " "
    told = [_bought(content), _towards(content)]
    return [between.join(sentences) for sentences in told if sentences]


def _bought(content: Content) -> list[str]:
    head = content["figures"]["head"]
    told = [
        _(
            "In %(period)s (up to %(day)s) the units of %(of)s bought %(amount)s that counts, in %(entries)s entries.",
            period=span_in(content).named,
            day=day(head["until"]),
            of=name_of(content["of"]),
            amount=wan(head["in_period"]),
            entries=grouped(head["entries"]),
        )
    ]
    if head["last_year"].fen > 0:
        change = (head["in_period"] - head["last_year"]).fen / head["last_year"].fen
        told.append(
            _("That is %(change)s more than in the same months of the year before.", change=percent(change))
            if change >= 0
            else _("That is %(change)s less than in the same months of the year before.", change=percent(-change))
        )
    return [str(one) for one in told]


def _towards(content: Content) -> list[str]:
    head, told = content["figures"]["head"], []
    if head["target"] is not None:
        told = [
            _(
                "Since 1 January %(towards)s has been counted towards the year’s target of %(target)s: %(completion)s "
                "are completed, where the calendar says %(pace)s.",
                towards=wan(head["towards"]),
                target=wan(head["target"]),
                completion=percent(head["completion"]),
                pace=percent(head["pace"]),
            ),
            _ahead(head["gap"]),
        ]
    if head["leaves"]:
        told.append(
            _(
                "Of %(leaves)s units with a target %(reached)s have reached it; the others lack %(missing)s together.",
                leaves=grouped(head["leaves"]),
                reached=grouped(head["reached"]),
                missing=wan(head["missing"]),
            )
        )
    return [str(one) for one in told]


def _ahead(gap: Money) -> str:
    if gap.fen >= 0:
        return str(_("That is %(amount)s ahead of the calendar.", amount=wan(gap)))
    return str(_("That is %(amount)s behind the calendar.", amount=wan(-gap)))


def _head(content: Content) -> list[Block]:
    head = content["figures"]["head"]
    figures = [(_("Counted in the period"), wan(head["in_period"]), "")]
    if head["target"] is not None:
        figures += [
            (_("Counted towards the target"), wan(head["towards"]), _("of %(target)s", target=wan(head["target"]))),
            (_("Completion"), percent(head["completion"]), _("Pace %(pace)s", pace=percent(head["pace"]))),
        ]
    if head["leaves"]:
        reached = _("%(reached)s of %(leaves)s", reached=head["reached"], leaves=head["leaves"])
        figures.append((_("Units that reach theirs"), reached, ""))
    for label, key in ((_("Pending"), "pending"), (_("Disputed"), "disputed"), (_("Not counted"), "not_counted")):
        if head[key].fen:
            figures.append((label, wan(head[key]), ""))
    return [Words(summary_of(content)), Stats([(str(one), two, str(three)) for one, two, three in figures])]


def _units(content: Content) -> list[Block]:
    rows = content["figures"]["units"]
    columns = [
        Column(_("Unit"), Cell.TEXT, lambda row: "\u3000" * row["depth"] + name_of(row), width=32),
        Column(_("Target"), Cell.MONEY, lambda row: row["target"]),
        Column(_("In the period"), Cell.MONEY, lambda row: row["in_period"]),
        Column(_("Counted since 1 January"), Cell.MONEY, lambda row: row["counted"]),
        Column(_("Completion"), Cell.SHARE, lambda row: row["completion"]),
        Column(_("Shortfall"), Cell.MONEY, lambda row: row["shortfall"] if row["target"] is not None else None),
    ]
    return [Grid(Table(_("Units one by one"), columns, rows))] if rows else []


def _ranking(content: Content) -> list[Block]:
    found: list[Block] = []
    for one in content["figures"]["ranking"]:
        label = str(Size(one["size"]).label)
        title = _(
            "%(size)s: targets from %(least)s to %(most)s", size=label, least=wan(one["least"]), most=wan(one["most"])
        )
        columns = [
            Column(_("Place"), Cell.NUMBER, lambda row: row["rank"]),
            Column(_("Unit"), Cell.TEXT, name_of, width=32),
            Column(_("Target"), Cell.MONEY, lambda row: row["target"]),
            Column(_("Counted towards the target"), Cell.MONEY, lambda row: row["towards"]),
            Column(_("Completion"), Cell.SHARE, lambda row: row["completion"]),
        ]
        found.append(Grid(Table(title, columns, one["places"])))
    return found


def _behind(content: Content) -> list[Block]:
    rows = content["figures"]["behind"]
    if not rows:
        return [Words([_("No unit is behind the calendar.")])]
    columns = [
        Column(_("Unit"), Cell.TEXT, name_of, width=32),
        Column(_("Belongs to"), Cell.TEXT, lambda row: row["parent"]),
        Column(_("Completion"), Cell.SHARE, lambda row: row["completion"]),
        Column(_("Behind the calendar by"), Cell.MONEY, lambda row: row["lacks"], total=True),
    ]
    return [Grid(Table(_("Who is behind"), columns, rows, whole_label=_("Together")))]


def _months(content: Content) -> list[Block]:
    rows, target = content["figures"]["months"], content["figures"]["head"]["target"]
    line = Line(
        _("Counted since 1 January, beside the calendar"),
        [(month_name(row["month"]), float(row["cumulated"].in_yuan), wan(row["cumulated"])) for row in rows],
        [(float((row["due"] or Money(0)).in_yuan), wan(row["due"])) for row in rows],
        None if target is None else float(target.in_yuan),
        "" if target is None else str(_("Target %(amount)s", amount=wan(target))),
    )
    columns = [
        Column(_("Month"), Cell.TEXT, lambda row: month_name(row["month"])),
        Column(_("Counted"), Cell.MONEY, lambda row: row["counted"], total=True),
        Column(_("Cumulated towards the target"), Cell.MONEY, lambda row: row["cumulated"]),
        Column(_("Due by the calendar"), Cell.MONEY, lambda row: row["due"]),
    ]
    return [line, Grid(Table(_("Month by month"), columns, rows, whole_label=_("Total")))]


def _evidence(content: Content) -> list[Block]:
    of = content["figures"]["evidence"]
    rows = [
        (_("Accepted and counted"), of["counted"]),
        (_("of that invoiced"), of["invoiced"]),
        (_("of that paid"), of["paid"]),
    ]
    whole = of["counted"].fen
    columns = [
        Column(_("How far it is proved"), Cell.TEXT, lambda row: row[0], width=28),
        Column(_("Amount"), Cell.MONEY, lambda row: row[1]),
        Column(_("Share"), Cell.SHARE, lambda row: row[1].fen / whole if whole else None),
    ]
    return [Grid(Table(_("Invoiced and paid"), columns, rows))]


def _locked(content: Content) -> list[Block]:
    of = content["figures"]["locked"]
    if of["through"] is None:
        return [Words([_("No month was locked yet.")])]
    year, month = of["through"].split("-")
    said = _(
        "The book was locked up to %(month)s %(year)s. What was corrected since is told beside it; it moves no other "
        "year.",
        month=month_name(int(month)),
        year=year,
    )
    rows = [
        (_("As locked"), of["as_locked"]),
        (_("Corrected since"), of["corrected"]),
        (_("In months still open"), of["open"]),
        (_("Counted in the year"), of["today"]),
    ]
    columns = [
        Column(_("The year %(year)s", year=content["year"]), Cell.TEXT, lambda row: row[0], width=28),
        Column(_("Amount"), Cell.MONEY, lambda row: row[1]),
    ]
    return [Words([said]), Grid(Table(_("As locked and as corrected"), columns, rows))]


TOLD: dict[Section, Callable[[Content], list[Block]]] = {
    Section.UNITS: _units,
    Section.RANKING: _ranking,
    Section.BEHIND: _behind,
    Section.MONTHS: _months,
    Section.COUNTIES: lambda content: parts_told(content, Section.COUNTIES, _("County the goods come from"), name_of),
    Section.CATEGORIES: lambda content: parts_told(content, Section.CATEGORIES, _("Category"), name_of),
    Section.PURPOSES: lambda content: parts_told(content, Section.PURPOSES, _("Purpose"), name_of),
    Section.SUPPLIERS: lambda content: parts_told(content, Section.SUPPLIERS, _("Supplier"), name_of),
    Section.EVIDENCE: _evidence,
    Section.LATE: lambda content: told_late(content, name_of),
    Section.LOCKED: _locked,
    Section.OFFLINE: told_offline,
    Section.REACH: told_reach,
    Section.COVERAGE: told_coverage,
}
"""Who tells which section."""
