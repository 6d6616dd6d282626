"""The repository as its own tests see it."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "__pycache__", "build", "dist", "instance", "node_modules"}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git keeps or would keep; in an unpacked archive, every file."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not NOT_OURS.intersection(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


def below(folder: str, suffix: str) -> list[Path]:
    """The tracked files of a folder with this ending."""
    return [path for path in tracked_files() if path.suffix == suffix and path.is_relative_to(ROOT / folder)]


def name(path: Path) -> str:
    """A path as test names show it."""
    return path.relative_to(ROOT).as_posix()
