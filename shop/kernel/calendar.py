"""Shanghai's calendar inside a statement: the year that a stored moment falls in, and that year's last day.

Shanghai's clocks have been eight hours ahead of UTC the whole year since 1992, which is all that SQLite has to know.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class shanghai_year(FunctionElement[int]):  # noqa: N801 – it reads as a function of SQL
    """The calendar year in Shanghai of a moment."""

    name = "shanghai_year"
    type = Integer()
    inherit_cache = True


class shanghai_years_end(FunctionElement[Any]):  # noqa: N801
    """31 December of the calendar year in Shanghai of a moment."""

    name = "shanghai_years_end"
    type = Date()
    inherit_cache = True


@compiles(shanghai_year, "sqlite")
def _year_on_sqlite(element: Any, compiler: Any, **keywords: Any) -> str:
    return f"CAST(strftime('%Y', {compiler.process(element.clauses, **keywords)}, '+8 hours') AS INTEGER)"


@compiles(shanghai_year, "postgresql")
def _year_on_postgresql(element: Any, compiler: Any, **keywords: Any) -> str:
    moment = compiler.process(element.clauses, **keywords)
    return f"CAST(extract(year FROM ({moment}) AT TIME ZONE 'Asia/Shanghai') AS INTEGER)"


@compiles(shanghai_years_end, "sqlite")
def _end_on_sqlite(element: Any, compiler: Any, **keywords: Any) -> str:
    return f"strftime('%Y-12-31', {compiler.process(element.clauses, **keywords)}, '+8 hours')"


@compiles(shanghai_years_end, "postgresql")
def _end_on_postgresql(element: Any, compiler: Any, **keywords: Any) -> str:
    return f"make_date({_year_on_postgresql(element, compiler, **keywords)}, 12, 31)"
