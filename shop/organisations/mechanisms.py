"""How a supplier links farmers (带贫方式), read out of the words in which it states it. Pure.

What is stated is one free sentence; a sentence may name several ways, and each is listed. Whoever shows them says that
they are read out of the supplier's words.
"""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class Mechanism(Labelled):
    """A way in which farmers gain."""

    PURCHASE = "purchase", _l("Buys their produce")
    WORK = "work", _l("Gives them work")
    SHARE = "share", _l("Shares its profit")
    RENT = "rent", _l("Pays rent for land")
    MEANS = "means", _l("Lends or advances means")
    OTHER = "other", _l("Another way")


_WORDS: dict[Mechanism, str] = {
    Mechanism.PURCHASE: (
        r"收购|包收|收笋|收农户|收青|收回|订单|保底价|保护价|现款|加价|\bbuy|\bcontract|floor price|guaranteed price|"
        r"paid for in cash"
    ),
    Mechanism.WORK: r"做工|务工|用工|雇|岗位|就业|计件|招用|日薪|工资|\bemploy|\bjobs?\b|\bwage|\bpiece\b|\bstaff",
    Mechanism.SHARE: r"分红|返还|利润|收益|入股|盈余|所得|\bprofit|\bsurplus|\bearnings|\bdividend|tenths of what",
    Mechanism.RENT: r"租金|流转|\brent\b|\blease",
    Mechanism.MEANS: r"垫|赊|发放|免费|借给|\blend|\badvance|free of charge",
}
"""Words that name a way, in either language."""


def mechanisms_in(*stated: str) -> frozenset[Mechanism]:
    """The ways that a statement names; another one where it names none of these."""
    words = " ".join(stated).lower()
    found = frozenset(way for way, pattern in _WORDS.items() if re.search(pattern, words))
    return found or frozenset({Mechanism.OTHER})
