"""A bulletin as PDF, in Chinese: with a red head as offices have it, or a year on one page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response
from flask_babel import force_locale
from flask_babel import gettext as _

import shop.documents.pdf as papers
from shop.documents.pdf import PDF, drawing_of, typeset
from shop.documents.tables import Cell, Table
from shop.kernel import clock
from shop.mail.settings import address_of
from shop.reports.bulletins.blocks import (
    NUMBERS,
    Bars,
    Block,
    Grid,
    Heading,
    Line,
    Stats,
    Words,
    rows_of,
    under_headings,
)
from shop.reports.bulletins.life import PUBLISHED
from shop.reports.bulletins.telling import name_of
from shop.reports.bulletins.words import BulletinKind, BulletinState
from shop.reports.queries import bulletins as queries
from shop.reports.views.bulletins import Told
from shop.reports.views.glance import glance_of
from shop.web.filters import day, moment

FOLDER = Path(papers.__file__).with_name("papers")
TEMPLATES = {BulletinKind.BULLETIN: FOLDER / "bulletin.typ", BulletinKind.REVIEW: FOLDER / "review.typ"}


def pdf_of_bulletin(told: Told) -> Response:
    """A bulletin as PDF; what is not signed says so on every page."""
    bulletin = told.bulletin
    with force_locale("zh"):
        data = _data(told)
    answer = Response(typeset(data, TEMPLATES[bulletin.kind]), mimetype=PDF)
    answer.headers["Content-Disposition"] = f'inline; filename="bulletin-{bulletin.number}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _data(told: Told) -> dict[str, Any]:
    bulletin, content = told.bulletin, told.content
    issuer = name_of(content["issuer"])
    signed = bulletin.state in PUBLISHED
    check = None
    if signed:
        address = address_of("bulletins.check", token=bulletin.token)
        check = {"drawing": drawing_of(address), "say": _("Scan to check")}
    marks = {
        BulletinState.WITHDRAWN: _("Withdrawn: no longer in force"),
        BulletinState.PROPOSED: _("Not signed yet"),
        BulletinState.DRAFT: _("Draft"),
    }
    steps = queries.steps_of(bulletin.id)
    signature = next((one for one in steps if one.step.seal), None)
    facts = []
    if told.snapshot is not None:
        facts = [
            (_("Figures as of"), moment(told.snapshot.as_of)),
            (_("Digest (SHA-256)"), told.snapshot.digest),
        ]
    if signature is not None:
        facts += [
            (_("Proposed by"), signature.proposed_by or ""),
            (_("Signed by"), signature.by),
            (_("Seal"), signature.step.seal),
        ]
    return {
        "head": str(_("%(issuer)s Bulletin on Consumption Aid", issuer=issuer)),
        "issuer": issuer,
        "of": name_of(content["of"]),
        "number": bulletin.signed_as or str(marks.get(bulletin.state, _("Draft"))),
        "mark": str(marks.get(bulletin.state, "")),
        "title": content["title"],
        "opening": content["texts"].get("opening", ""),
        "period": told.span,
        "day": day(bulletin.signed_at or clock.now()),
        "scheme": name_of(content["scheme"]),
        "facts": [[str(one), str(two)] for one, two in facts],
        "check": check,
        "blocks": [_plain(block, heading) for heading, block in under_headings(told.blocks)],
        "glance": glance_of(content) if bulletin.kind is BulletinKind.REVIEW else None,
        "demo": str(_("Shanhuo, made from the book of entries; every figure can be checked there.")),
    }


def _plain(block: Block, heading: str) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "text": block.text, "mark": block.mark}
        case Words():
            return {"kind": "words", "paragraphs": list(block.paragraphs)}
        case Stats():
            return {"kind": "stats", "figures": [list(one) for one in block.figures]}
        case Grid():
            return {"kind": "grid"} | _table(block.table, "" if block.table.title == heading else block.table.title)
        case Bars():
            return {
                "kind": "bars",
                "label": block.label,
                "bars": [[bar.label, bar.value, bar.text] for bar in block.bars],
            }
        case Line():
            return {
                "kind": "line",
                "label": block.label,
                "points": [list(point) for point in block.points],
                "pace": [list(one) for one in block.pace],
                "target": block.target,
                "target_text": block.target_text,
            }


def _table(table: Table, title: str) -> dict[str, Any]:
    rows, last = rows_of(table)
    words = [column for column in table.columns if column.kind is Cell.TEXT]
    widest = max(words, key=lambda column: column.wide, default=None)
    return {
        "title": title,
        "columns": [
            {"name": str(column.label), "number": column.kind in NUMBERS, "wide": column is widest}
            for column in table.columns
        ],
        "rows": rows,
        "last": last,
    }
