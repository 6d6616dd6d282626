"""What is built from the repository works where the repository is not."""

import os
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture import repository

OPEN_A_PAGE = """
import sys
import shop
from shop.app import create_app
assert shop.__file__.startswith(sys.argv[1]), shop.__file__
client = create_app({"TESTING": True}).test_client()
for address in ("/healthz", "/", "/products", "/sign-in"):
    response = client.get(address, headers={"Accept-Language": "zh-CN"})
    assert response.status_code == 200, (address, response.status_code)
page = response.get_data(as_text=True)
assert 'lang="zh' in page, page[:300]
assert "登录" in page, page
stylesheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
assert client.get(stylesheet).status_code == 200, stylesheet
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(repository.ROOT),
    ]
    _run(command, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_pages_drawings_migrations_and_messages(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for kept in ("shop/templates/layouts/", "shop/static/css/", "shop/migrations/", "shop/translations/zh/"):
        assert [name for name in names if name.startswith(kept)], kept
    assert "shop/translations/zh/LC_MESSAGES/messages.mo" in names
    assert "shop/documents/papers/paper.typ" in names


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if not name.startswith(("shop/", "shanhuo-"))] == []
    assert [name for name in names if "instance" in name or name.endswith((".db", ".env", "hatch_build.py"))] == []


def test_the_installed_wheel_opens_a_page(wheel: Path, tmp_path: Path) -> None:
    python = _environment(tmp_path / "env")
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-deps", "--python", str(python)]
    _run([*uv, str(wheel)], cwd=tmp_path)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOP_")}
    environment["SHOP_DATABASE_URL"] = f"sqlite:///{tmp_path / 'shop.db'}"
    _run([str(python.parent / "shop"), "db", "upgrade"], cwd=tmp_path, env=environment)
    _run([str(python), "-c", OPEN_A_PAGE, str(tmp_path.resolve())], cwd=tmp_path, env=environment)


def _environment(folder: Path) -> Path:
    """A virtual environment that sees our dependencies and not our editable install, and its Python."""
    _run([sys.executable, "-m", "venv", "--without-pip", str(folder)], cwd=folder.parent)
    (packages,) = folder.glob("lib/python*/site-packages")
    # A path file read from a path file is not followed, and the editable install is one.
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()), "utf-8")
    return folder / "bin" / "python"


def _run(command: list[str], **keywords: object) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **keywords)  # type: ignore[call-overload]
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
