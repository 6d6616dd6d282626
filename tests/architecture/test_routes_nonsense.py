"""Every field of every form on every page is filled with nonsense once: the form comes back, and nothing is done."""

import unicodedata
from collections import deque

import pytest

from tests.architecture.conftest import Busy, Knock
from tests.architecture.forms import FORGIVEN, OFFERED, PAGES, POINTERS, SECRETS, WORDS
from tests.architecture.nonsense import EMPTY, EVERY_PAGE, NONSENSE, NOTHING, Field, fields, visit
from tests.journeys.browsing import Form, Page
from tests.journeys.hostile import LONG, rows


@pytest.mark.parametrize(("who", "page"), EVERY_PAGE)
def test_a_page_has_the_forms_that_are_tried_here(busy: Busy, knock: Knock, who: str, page: str) -> None:
    with visit(busy, knock, who, page) as (_browser, forms):
        assert forms
        assert {field.kind for field in fields(forms)} == set(PAGES[who, page].split())


@pytest.mark.parametrize(("who", "page"), EVERY_PAGE)
def test_nonsense_comes_back_with_a_sentence_and_does_nothing(busy: Busy, knock: Knock, who: str, page: str) -> None:
    """Each field is tried alone; after nonsense that may stand (such as a reason of twelve nines) all begins anew."""
    with visit(busy, knock, who, page) as (_browser, forms):
        waiting = deque((field, nonsense) for field in fields(forms) for nonsense in NONSENSE)
    while waiting:
        with visit(busy, knock, who, page) as (browser, forms):
            before, stands = rows(), False
            while waiting and not stands:
                field, nonsense = waiting.popleft()
                form = forms[field.form]
                answer = browser.send(form, **{field.name: nonsense})
                stands = answer.status == 200
                assert stands or rows() == before, (field, nonsense[:20])
                _assert_proper(answer, page, form, field, nonsense)


def _assert_proper(answer: Page, page: str, form: Form, field: Field, nonsense: str) -> None:
    about = (field, nonsense[:20], answer.status, answer.errors)
    if answer.status == 200:
        assert _may_stand(field, nonsense), about
        assert answer.errors == [], about
    elif field.kind in POINTERS:
        assert answer.status == 404, about
    else:
        assert answer.status == 422, about
        assert answer.errors, about
        again = next((again for again in answer.forms if again.action == form.action), None)
        assert again or field.kind == "pack_id", about
        assert again is None or again.fields.get(field.name) in _kept(field, nonsense, form), about
        assert 'class="field__error"' in answer.html or not _beside(field, nonsense), about


def _beside(field: Field, nonsense: str) -> bool:
    """Whether the sentence belongs beside the field, and not above the form alone."""
    return field.kind not in OFFERED and not _may_stand(field, nonsense)


def _may_stand(field: Field, nonsense: str) -> bool:
    if field.kind in FORGIVEN:
        return True
    return nonsense != LONG and (field.kind in WORDS or nonsense == EMPTY)


def _kept(field: Field, nonsense: str, form: Form) -> set[str | None]:
    """What the field may show afterwards: what was typed, if it can be typed at all and is not a secret."""
    if field.kind in OFFERED:
        return {form.fields[field.name], EMPTY, None}
    if field.kind in SECRETS:
        return {EMPTY}
    typed = "".join(sign for sign in nonsense if unicodedata.category(sign) != "Cc")
    return {nonsense, typed} if nonsense == NOTHING else {nonsense}


@pytest.mark.parametrize("nonsense", NONSENSE, ids=ascii)
def test_search_and_language_take_nonsense_on_every_page(busy: Busy, knock: Knock, nonsense: str) -> None:
    with visit(busy, knock, "school.buyer", "/basket") as (browser, _forms):
        head = browser.open("/notices")
        before = rows()
        assert browser.client.get("/products", query_string={"q": nonsense}).status_code == 200
        for name in ("next", "language"):
            landed = browser.send(head.form("/language"), **{name: nonsense})
            assert landed.status < 500
            assert landed.address.startswith("/")
        assert rows() == before
