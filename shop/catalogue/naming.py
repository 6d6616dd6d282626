"""What is proposed for a name that was left out: its pinyin in English, and the sign on the label; how numbers compare.

Pure.
"""

from __future__ import annotations

import re
import unicodedata

from shop.documents.cells import plain
from shop.kernel.pinyin import syllables

SIGN = re.compile(r"[\u4e00-\u9fff]")
KEPT_AS_IT_IS = re.compile(r"[^\u4e00-\u9fff]+")
NOTHING_OF_ITS_OWN = "干片粉块条丝段仁粒头装盒袋箱件瓶罐类等品货级特优精选号组合套礼工艺"
"""Signs at the end of a name that say in which form it comes, not what it is."""


def key_of(article: str) -> str:
    """As article numbers are compared: narrow and small, so that Ａ01 is a01."""
    return plain(article).casefold()


def proposed_english(name: str, longest: int = 120) -> str:
    """The name in pinyin, its first letter large: 鲜筇竹笋 is "Xian qiong zhu sun". What is no Chinese stays."""
    parts = [
        part if KEPT_AS_IT_IS.fullmatch(part) else " ".join(syllables(part))
        for part in re.findall(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+", name)
    ]
    said = re.sub(r"([(]) | ([)])", r"\1\2", " ".join(unicodedata.normalize("NFKC", " ".join(parts)).split()))
    return (said[:1].upper() + said[1:])[:longest].strip()


def proposed_character(name: str) -> str:
    """The sign that says what it is, for the label: 笋 of 干筇竹笋, 麻 of 天麻干; the first letter if there is none."""
    bare = re.sub(r"[(（].*?[)）]", "", name)
    signs = SIGN.findall(bare)
    telling = [sign for sign in signs if sign not in NOTHING_OF_ITS_OWN]
    found: list[str] = telling or signs or [name.strip()[:1].upper() or "货"]
    return found[-1]
