"""The tally's table of contents: which address opens which page."""

from __future__ import annotations

from flask import Blueprint

from shop.tally.views.adding_up import together
from shop.tally.views.board import board
from shop.tally.views.figures import figures
from shop.tally.views.ledger import entries, entry
from shop.tally.views.targets import targets
from shop.tally.views.waiting import waiting
from shop.tally.views.waterfall import why_not_more
from shop.tally.wording import points

bp = Blueprint("tally", __name__)

bp.add_app_template_filter(points, "points")

bp.add_url_rule("/board", "board", board)
bp.add_url_rule("/board/together", "together", together)
bp.add_url_rule("/board/why-not-more", "why_not_more", why_not_more)
bp.add_url_rule("/entries", "entries", entries)
bp.add_url_rule("/entries/<int(max=999999999999):entry_id>", "entry", entry)
bp.add_url_rule("/entries/waiting", "waiting", waiting)
bp.add_url_rule("/figures", "figures", figures)
bp.add_url_rule("/targets", "targets", targets)
