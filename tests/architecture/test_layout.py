"""The house keeps its shape: what stands at the top, how modules introduce themselves, which names are not used."""

import ast
import re
from pathlib import Path

from tests.architecture import repository

TOP_FOLDERS = {"shop", "templates", "static", "migrations", "tests", "benchmarks", "deploy", "docs", ".ci"}
TOP_FILES = {
    *{"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "Makefile"},
    *{"pyproject.toml", "requirements.txt", "requirements-dev.txt"},
    *{".gitignore", ".gitattributes", ".editorconfig", ".pre-commit-config.yaml"},
}
DRAWERS = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}
WORD = re.compile(r"[A-Za-z][\w-]*")
CLASS = re.compile(r"\.([a-z][a-z0-9_-]*)(?=[^{};]*{)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
MODULES = repository.below("shop", ".py") + repository.below("tests", ".py") + repository.below("benchmarks", ".py")


def test_the_top_level_holds_only_what_people_expect_there() -> None:
    top = {path.relative_to(repository.ROOT).parts[0] for path in repository.tracked_files()}
    assert top - TOP_FOLDERS - TOP_FILES == set()


def test_every_module_says_what_it_is_about() -> None:
    assert [
        repository.name(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ] == []


def test_no_module_is_a_drawer_for_everything() -> None:
    assert [repository.name(path) for path in MODULES if DRAWERS.intersection(_words(path))] == []


def test_every_room_and_folder_of_the_package_is_a_package() -> None:
    rooms = {path.parent for path in repository.below("shop", ".py")} - {repository.ROOT / "shop" / "translations"}
    assert {repository.name(room) for room in rooms if not (room / "__init__.py").exists()} == set()


def test_every_class_of_the_stylesheets_dresses_something() -> None:
    """Variants (`--small`) are often put together from a value, so they are looked for by what they vary."""
    sources = [
        *repository.below("templates", ".html"),
        *repository.below("static/js", ".js"),
        *repository.below("shop", ".py"),
    ]
    used = set(WORD.findall("\n".join(path.read_text("utf-8") for path in sources)))
    sheets = {path: COMMENT.sub("", path.read_text("utf-8")) for path in repository.below("static/css", ".css")}
    unused = {
        f"{repository.name(path)}: .{name}"
        for path, sheet in sheets.items()
        for name in CLASS.findall(sheet)
        if name.split("--")[0] not in used
    }
    assert unused == set()


def _words(path: Path) -> tuple[str, ...]:
    return path.relative_to(repository.ROOT).with_suffix("").parts
