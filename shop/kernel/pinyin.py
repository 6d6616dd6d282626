"""How Chinese names are read: syllables for search and for sorting, place names and herbs read as people there do.

The dictionary takes 55 MB, so it is read when it is first asked: a worker that makes files never asks.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

READINGS = {
    "大关": "dà guān",
    "大关县": "dà guān xiàn",
    "筇竹": "qióng zhú",
    "筇竹笋": "qióng zhú sǔn",
    "漾濞": "yàng bì",
    "洱源": "ěr yuán",
    "弥渡": "mí dù",
    "诺邓": "nuò dèng",
    "邓川": "dèng chuān",
    "下关": "xià guān",
    "沱茶": "tuó chá",
    "乳扇": "rǔ shàn",
    "云龙": "yún lóng",
    "云长": "yún cháng",
    "重楼": "chóng lóu",
    "重皮": "chóng pí",
    "长豆角": "cháng dòu jiǎo",
    "长豆": "cháng dòu",
    "长尾": "cháng wěi",
    "长茄": "cháng qié",
    "长粒": "cháng lì",
    "玄参": "xuán shēn",
    "粘玉米": "nián yù mǐ",
    "单县": "shàn xiàn",
}
"""Read otherwise by the dictionary's own guess, or so common here that no later guess may change them."""

LONGEST_KEY = 200


@cache
def dictionary() -> Any:
    """The dictionary with our readings; a server asks for it before it splits, so that its processes share it."""
    pypinyin = import_module("pypinyin")
    pypinyin.load_phrases_dict(
        {name: [[syllable] for syllable in reading.split()] for name, reading in READINGS.items()}
    )
    return pypinyin


def syllables(name: str) -> list[str]:
    """One plain syllable for each character; characters that have no reading are left out. ü is written v: lv cha."""
    read = dictionary().lazy_pinyin(name, errors="ignore")
    return [part for part in read if part.isascii() and part.isalpha()]


def sort_key(name: str) -> str:
    """The name as a dictionary would sort it: syllables, each with its tone last; what is no Chinese stays."""
    pypinyin = dictionary()
    plain = pypinyin.lazy_pinyin(name, style=pypinyin.Style.TONE3, neutral_tone_with_five=True)
    return " ".join(part.strip().casefold() for part in plain)[:LONGEST_KEY]
