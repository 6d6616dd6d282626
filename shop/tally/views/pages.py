"""The tally's table of contents: which address opens which page."""

from __future__ import annotations

from flask import Blueprint

from shop.kernel.money import Money
from shop.tally.views.adding_up import together
from shop.tally.views.board import board
from shop.tally.views.figures import figures
from shop.tally.views.ledger import entries, entry, order_file
from shop.tally.views.periods import compare, differences, period, period_step
from shop.tally.views.periods import index as periods
from shop.tally.views.reevaluations import decide, new, reevaluation
from shop.tally.views.reevaluations import index as reevaluations
from shop.tally.views.replay import replay, replay_sheet
from shop.tally.views.rules import approve, new_rules, new_scheme, rules
from shop.tally.views.rules import index as schemes
from shop.tally.views.targeting.deciding import filing, filing_file, filings, take_step
from shop.tally.views.targeting.filing import file_base_figure, file_line
from shop.tally.views.targeting.splitting import split, split_sheet
from shop.tally.views.targeting.unit import UNIT, unit
from shop.tally.views.targets import targets
from shop.tally.views.waiting import waiting
from shop.tally.views.waterfall import why_not_more
from shop.tally.wording import points, sum_of

bp = Blueprint("tally", __name__)

bp.add_app_template_filter(points, "points")
bp.add_app_template_filter(Money, "fen")
bp.add_app_template_filter(sum_of, "sum_money")

bp.add_url_rule("/board", "board", board)
bp.add_url_rule("/board/together", "together", together)
bp.add_url_rule("/board/why-not-more", "why_not_more", why_not_more)
bp.add_url_rule("/entries", "entries", entries)
bp.add_url_rule("/entries/<int(max=999999999999):entry_id>", "entry", entry)
bp.add_url_rule("/entries/file", "order_file", order_file, methods=["POST"])
bp.add_url_rule("/entries/waiting", "waiting", waiting)
bp.add_url_rule("/figures", "figures", figures)
bp.add_url_rule("/targets", "targets", targets)
bp.add_url_rule("/periods", "periods", periods)
bp.add_url_rule("/periods/compared", "compare", compare)
bp.add_url_rule("/periods/differences", "differences", differences)
bp.add_url_rule("/periods/<number>", "period", period)
bp.add_url_rule("/periods/<number>/<step>", "period_step", period_step, methods=["POST"])
bp.add_url_rule("/reevaluations", "reevaluations", reevaluations)
bp.add_url_rule("/reevaluations/new", "new_reevaluation", new, methods=["GET", "POST"])
bp.add_url_rule("/reevaluations/<number>", "reevaluation", reevaluation)
bp.add_url_rule("/reevaluations/<number>/<outcome>", "decide_reevaluation", decide, methods=["POST"])
bp.add_url_rule("/rules", "schemes", schemes)
bp.add_url_rule("/rules/new", "new_scheme", new_scheme, methods=["GET", "POST"])
bp.add_url_rule("/rules/replay", "replay", replay)
bp.add_url_rule("/rules/replay.xlsx", "replay_sheet", replay_sheet)
bp.add_url_rule("/rules/<number>", "rules", rules)
bp.add_url_rule("/rules/<number>/new", "new_rules", new_rules, methods=["GET", "POST"])
bp.add_url_rule("/rules/<number>/<int(max=999999):version>/approve", "approve_rules", approve, methods=["POST"])
bp.add_url_rule(f"/targets/<{UNIT}>", "target", unit)
bp.add_url_rule(f"/targets/<{UNIT}>/line", "file_line", file_line, methods=["GET", "POST"])
bp.add_url_rule(f"/targets/<{UNIT}>/base", "file_base", file_base_figure, methods=["GET", "POST"])
bp.add_url_rule(f"/targets/<{UNIT}>/split", "split", split, methods=["GET", "POST"])
bp.add_url_rule(f"/targets/<{UNIT}>/split/sheet", "split_sheet", split_sheet, methods=["POST"])
bp.add_url_rule("/filings", "filings", filings)
bp.add_url_rule("/filings/<key>", "filing", filing)
bp.add_url_rule("/filings/<key>/file", "filing_file", filing_file)
bp.add_url_rule("/filings/<key>/<step>", "take_step", take_step, methods=["POST"])
