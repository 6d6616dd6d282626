"""The floor: what Flask and Jinja cost alone, without database, session or headers, for a page of a given size.

Served as `benchmarks.floor:app`; `/72000` answers with a page of about 72,000 bytes.
"""

from functools import cache

from flask import Flask, render_template

ROW = '<li class="row"><a href="/item/{{ number }}">{{ name }}</a> <span>{{ price }}</span></li>\n'
PAGE = (
    "<!doctype html><html lang='en'><title>{{ title }}</title><body><ul>"
    "{% for number, name, price in rows %}" + ROW + "{% endfor %}</ul></body></html>"
)
NAME = "Something with a name as long as names of produce are, <escaped>"

app = Flask(__name__)
TEMPLATE = app.jinja_env.from_string(PAGE)  # compiled once, as a template in a file is


@cache
def rows(size: int) -> list[tuple[int, str, str]]:
    """As many rows as fill a page of this many bytes."""
    one = len(app.jinja_env.from_string(ROW).render(number=1000, name=NAME, price="12.50"))
    return [(1000 + number, NAME, "12.50") for number in range(max(1, size // one))]


@app.get("/<int:size>")
def page(size: int) -> str:
    return render_template(TEMPLATE, title="Floor", rows=rows(size))
