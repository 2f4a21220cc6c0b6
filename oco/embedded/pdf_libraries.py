"""The system libraries that WeasyPrint loads; without them everything works except making a PDF."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Sequence

# WeasyPrint asks for these by these names; harfbuzz-subset is optional today and announced as required.
LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
INSTALL_COMMAND = "sudo apt-get install --no-install-recommends " + " ".join(PACKAGES)


def missing_libraries() -> list[str]:
    """The libraries that this computer lacks; empty when PDFs can be made."""
    return [name for name in LIBRARIES if not _loads(name)]


def install_or_explain() -> str:
    """Install what is missing when root may do so. Gives the sentence for the terminal, or nothing."""
    if not missing_libraries():
        return ""
    if os.geteuid() == 0 and apt_install(PACKAGES) and not missing_libraries():
        return ""
    return (
        "Rapporten als PDF lukken hier niet: er ontbreken programma-onderdelen. De rest werkt wel. "
        f"Dit haalt ze op: {INSTALL_COMMAND}"
    )


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages as root; False when that does not work."""
    apt = shutil.which("apt-get")
    if apt is None:
        return False
    print(f"Wordt geïnstalleerd met apt-get: {' '.join(packages)}", flush=True)  # noqa: T201
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # The lists may be old or absent (a bare container), so they come first; a failing mirror is no reason to stop.
    subprocess.run([apt, "update", "-qq"], env=environment, stdout=subprocess.DEVNULL, check=False)
    command = [apt, "install", "-y", "-qq", "--no-install-recommends", *packages]
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
