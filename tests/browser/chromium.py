"""Finds a Chromium for the browser tests, and installs one where that can be done.

`python -m tests.browser.chromium` installs: Debian's package when root, else Playwright's own download.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")
CHINESE_FONTS = Path("/usr/share/fonts/opentype/noto")
ADVICE = "The browser tests need Chromium: install the package `chromium`, or set SHOP_CHROMIUM to an executable."


def find() -> str | None:
    """The path of a Chromium on this machine, or None."""
    named = os.environ.get("SHOP_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    for name in NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        downloaded = playwright.chromium.executable_path
    return downloaded if Path(downloaded).exists() else None


def install() -> bool:
    """Try to install one; whether it could be tried is of no matter, `find` tells."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        done = subprocess.run(["apt-get", "install", "-y", "-qq", *PACKAGES], env=quiet, check=False)
    else:
        done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return done.returncode == 0


def main() -> int:
    fonts_missing = os.geteuid() == 0 and shutil.which("apt-get") is not None and not CHINESE_FONTS.exists()
    if find() is None or fonts_missing:
        install()
    if find() is None:
        print(ADVICE, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
