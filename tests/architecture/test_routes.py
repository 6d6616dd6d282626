"""Every address says who may ask it, and nothing is changed by a form that did not come from our page."""

from flask import Flask
from werkzeug.routing import Rule

from tests.clients import SeparateClient

SAFE = {"GET", "HEAD", "OPTIONS"}
NO_PAGE = {"static"}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in NO_PAGE]


def test_there_are_routes_to_ask_about(app: Flask) -> None:
    assert len(rules(app)) > 20


def test_every_route_declares_its_policy(app: Flask) -> None:
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in rules(app)}
    assert [endpoint for endpoint, view in views.items() if not getattr(view, "policy", None)] == []


def test_every_unsafe_route_refuses_a_form_without_its_token(app: Flask, client: SeparateClient) -> None:
    unsafe = [(rule, method) for rule in rules(app) for method in sorted((rule.methods or set()) - SAFE)]
    refused = [client.open(_address(rule), method=method).status_code == 400 for rule, method in unsafe]
    assert unsafe
    assert [f"{method} {rule}" for (rule, method), right in zip(unsafe, refused, strict=True) if not right] == []


def _address(rule: Rule) -> str:
    """Some address of the route; what it names need not exist."""
    built = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)
    assert built, rule
    return built[1]
