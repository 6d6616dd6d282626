"""Templates obey the content security policy: nothing inline, nothing from elsewhere."""

import re

from tests.architecture import repository

TEMPLATES = repository.below("templates", ".html")
MARKUP = TEMPLATES + repository.below("static", ".svg")
NOT_PAGES = {"layouts", "components"}
EXTENDS = re.compile(r"{%-?\s*extends\s")
COMMENT = re.compile(r"{#.*?#}|<!--.*?-->", re.DOTALL)
FORBIDDEN = {
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.IGNORECASE),
    "an inline stylesheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"""[\s"']style\s*=""", re.IGNORECASE),
    "an event attribute": re.compile(r"""<[^>]*[\s"']on[a-z]+\s*=""", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "something loaded from another host": re.compile(
        r"""<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE
    ),
    "markup marked safe": re.compile(r"\|\s*safe\b"),
}


def test_markup_holds_nothing_that_the_policy_forbids() -> None:
    assert {repository.name(path): found for path in MARKUP if (found := _faults(path.read_text("utf-8")))} == {}


def test_every_page_extends_a_layout() -> None:
    """Everything but layouts, components and parts (whose names begin with `_`) is a page."""
    pages = [path for path in TEMPLATES if not path.name.startswith("_") and not {*path.parts}.intersection(NOT_PAGES)]
    assert [repository.name(page) for page in pages if not EXTENDS.search(page.read_text("utf-8"))] == []


def _faults(markup: str) -> list[str]:
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(COMMENT.sub("", markup))]


def test_the_rules_find_what_they_forbid() -> None:
    examples = [
        "<script>1</script>", "<style>", '<p style="x">', '<a class="b" onclick="x()">', '<a href="javascript:x">',
        '<img src="//elsewhere.example/x">', "{{ text | safe }}",
    ]  # fmt: skip
    assert [found for text in examples for found in _faults(text)] == list(FORBIDDEN)
