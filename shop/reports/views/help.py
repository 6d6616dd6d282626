"""Help, which anyone may read: how to buy, how to supply, what counts and why, whom to ask."""

from __future__ import annotations

from flask import render_template

from shop.web.guards import public


@public
def help_page() -> str:
    """One page in parts, so that links and people on the phone can name the part."""
    return render_template("reports/help.html")
