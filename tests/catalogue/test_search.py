"""Searching: what people type, in characters, pinyin, initials and English, and what it finds."""

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from shop.catalogue.dressing import shop_window
from shop.catalogue.models import SearchToken
from shop.catalogue.queries import search
from shop.catalogue.search import MOST_TOKENS, parse, rank
from shop.catalogue.services.index import index_product
from shop.catalogue.tokens import LONGEST, Described, tokens
from shop.extensions import db
from shop.kernel import pinyin
from tests.factories import a_supplier
from tests.factories.catalogue import a_category, a_product

GASTRODIA = Described(
    names=("鲜天麻", "Fresh gastrodia"),
    search_words="定风草 tuber",
    category=("天麻", "Gastrodia"),
    places=("大关县", "Daguan County"),
)


@pytest.fixture
def shelf(db_session: scoped_session[Session]) -> dict[str, int]:
    """Gastrodia fresh and dried, shoots and ham on the shelf."""
    herbs = a_category("herbs", name="天麻", name_english="Gastrodia")
    goods = {
        "fresh": a_product("岭麻鲜天麻", "Fresh gastrodia", category=herbs, search_words="定风草"),
        "dried": a_product("天麻干", "Dried gastrodia", category=herbs),
        "shoots": a_product("鲜筇竹笋", "Fresh qiongzhu shoots"),
        "ham": a_product("诺邓火腿", "Nuodeng ham", county="532929"),
        "tea": a_product("无量山绿茶", "Wuliang green tea", county="532929"),
    }
    db.session.commit()
    return {name: product.id for name, product in goods.items()}


def found_for(text: str, shelf: dict[str, int]) -> list[str]:
    """The short names of what is found, the best match first."""
    found = search(shop_window(), text)
    assert found is not None
    names = {product_id: name for name, product_id in shelf.items()}
    return [names[product_id] for product_id in sorted(found.scores, key=lambda each: -found.scores[each])]


@pytest.mark.parametrize(
    "text", ["天麻", "tianma", "tm", "gastrodia", "TIANMA", "ｔｉａｎｍａ", "tian ma", "Gastrod", " 天麻 "]
)
def test_gastrodia_is_found_by_its_characters_its_pinyin_its_initials_and_its_english_name(
    text: str, shelf: dict[str, int]
) -> None:
    assert set(found_for(text, shelf)) == {"fresh", "dried"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("鲜", {"fresh", "shoots"}),
        ("鲜天麻", {"fresh"}),
        ("xiantianma", {"fresh"}),
        ("xtm", {"fresh"}),
        ("定风草", {"fresh"}),
        ("筇竹", {"shoots"}),
        ("qiongzhu", {"shoots"}),
        ("qzs", {"shoots"}),
        ("大关天麻", {"fresh", "dried"}),
        ("daguan gastrodia", {"fresh", "dried"}),
        ("云龙", {"ham", "tea"}),
        ("nuodeng", {"ham"}),
        ("hams", {"ham"}),
        ("lvcha", {"tea"}),
        ("lucha", {"tea"}),
        ("green tea", {"tea"}),
    ],
)
def test_what_is_typed_finds_what_is_meant(text: str, found: set[str], shelf: dict[str, int]) -> None:
    assert set(found_for(text, shelf)) == found


def test_what_bears_the_name_comes_before_what_only_stands_in_its_category(
    db_session: scoped_session[Session],
) -> None:
    tea = a_category("tea", name="茶叶", name_english="Tea")
    goods = {
        "cake": a_product("普洱饼", "Pu'er cake", category=tea),
        "leaf": a_product("翠华茶叶", "Cuihua", category=tea),
    }
    db.session.commit()
    assert found_for("茶叶", {name: product.id for name, product in goods.items()}) == ["leaf", "cake"]


def test_two_characters_that_stand_apart_in_a_name_are_not_taken_for_the_word(shelf: dict[str, int]) -> None:
    apart = a_product("天然麻油", "Sesame oil")
    db.session.commit()
    assert "oil" not in found_for("天麻", shelf | {"oil": apart.id})


def test_what_comes_close_is_offered_when_nothing_has_all_of_it(shelf: dict[str, int]) -> None:
    found = search(shop_window(), "天麻 zzzz")
    assert found is not None
    assert not found.whole
    assert set(found.scores) == {shelf["fresh"], shelf["dried"]}


def test_the_name_of_a_supplier_finds_its_goods(shelf: dict[str, int]) -> None:
    seller = a_supplier()
    seller.name = "大关岚筇合作社"
    goods = a_product("土蜂蜜", "Honey", of=seller)
    db.session.commit()
    assert found_for("岚筇合作社", shelf | {"honey": goods.id}) == ["honey"]


@pytest.mark.parametrize("text", ["", "   ", "\u3000"])
def test_nothing_typed_filters_nothing(text: str, shelf: dict[str, int]) -> None:
    assert search(shop_window(), text) is None


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE product; --", "%", "_", "\x00", "a", "𠀀", "((", "*" * 5000, "麻" * 5000]
)
def test_nothing_that_is_typed_breaks_the_search(text: str, shelf: dict[str, int]) -> None:
    found = search(shop_window(), text)
    assert found is not None


@given(st.text(max_size=200))
def test_a_query_never_seeks_more_than_eight_words_and_pairs(text: str) -> None:
    query = parse(text)
    assert len(query.words) + len(query.pairs) <= MOST_TOKENS
    assert len(query.characters) <= MOST_TOKENS
    assert all(word.isascii() and word.isalnum() for word in query.words)


@given(st.text(max_size=300), st.text(max_size=300))
def test_every_token_fits_its_column(name: str, words: str) -> None:
    assert all(0 < len(token) <= LONGEST for token in tokens(Described((name,), words)))


def test_a_product_has_a_token_for_each_way_to_its_name() -> None:
    made = tokens(GASTRODIA)
    assert {
        "鲜",
        "天麻",
        "xiantianma",
        "tianma",
        "ma",
        "xtm",
        "tm",
        "gastrodia",
        "dfc",
        "大关",
        "daguan",
        "county",
    } <= set(made)
    assert "dgx" not in made, "places are not sought by initials"
    assert made["gastrodia"] > made["tuber"] > made["county"]


def test_a_plural_finds_the_singular_and_a_beginning_finds_the_word() -> None:
    made = tokens(Described(("", "Thin-shelled walnut")))
    hits = [(token, 1, weight) for token, weight in made.items() if token.startswith("walnut")]
    assert rank(parse("walnuts"), hits)[0]
    assert rank(parse("wal"), hits)[0]


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("大关", "da guan"),
        ("筇竹", "qiong zhu"),
        ("漾濞", "yang bi"),
        ("洱源", "er yuan"),
        ("诺邓", "nuo deng"),
        ("下关沱茶", "xia guan tuo cha"),
        ("乳扇", "ru shan"),
        ("重楼", "chong lou"),
        ("长豆角", "chang dou jiao"),
        ("玄参", "xuan shen"),
        ("绿茶", "lv cha"),
    ],
)
def test_names_are_read_as_people_there_read_them(name: str, reading: str) -> None:
    assert " ".join(pinyin.syllables(name)) == reading


def test_names_sort_as_a_dictionary_sorts_them() -> None:
    names = ["雕梅", "天麻", "100克", "茶", "大关", "豆", "搭"]
    assert sorted(names, key=pinyin.sort_key) == ["100克", "茶", "搭", "大关", "雕梅", "豆", "天麻"]


def test_a_product_that_is_renamed_is_found_by_its_new_name_alone(shelf: dict[str, int]) -> None:
    product = a_product("旧名", "Old name")
    product.name, product.name_english = "新茶", "New leaf"
    index_product(product)
    db.session.commit()
    held = select(func.count()).where(SearchToken.product_id == product.id, SearchToken.token.in_(["旧名", "old"]))
    assert db.session.scalar(held) == 0
    assert found_for("xincha", {"renamed": product.id}) == ["renamed"]
