"""What every page must pass, whoever looks at it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page, one line for each element."""
    results = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than the window. Tables may scroll inside a box of their own."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
