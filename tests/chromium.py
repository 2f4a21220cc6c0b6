"""Where Chromium is; installed from the distribution when root may do so.

python -m tests.chromium
"""

import os
import shutil
from pathlib import Path

from oco.embedded.pdf_libraries import apt_install

INSTALL_COMMAND = "sudo apt-get install chromium"


def find_chromium() -> Path | None:
    """The distribution's own Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return Path(found) if found else None


def main() -> None:
    if find_chromium() is not None or (os.geteuid() == 0 and apt_install(["chromium"]) and find_chromium()):
        return
    line = "!" * 100
    print(  # noqa: T201
        f"{line}\nChromium ontbreekt: DE BROWSERTESTS WORDEN OVERGESLAGEN. Dit haalt hem op: {INSTALL_COMMAND}\n{line}",
        flush=True,
    )


if __name__ == "__main__":
    main()
