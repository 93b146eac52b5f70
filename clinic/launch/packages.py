"""What the system has to have, installed where we may: root or password-less sudo, on Debian or Ubuntu."""

import os
import platform
import shutil
import subprocess

from clinic.launch.trouble import Trouble

PANGO = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
PANGO_BY_HAND = (
    "Pango, which prints our paper, is missing. Type, on Debian or Ubuntu:  sudo apt-get install "
    + " ".join(PANGO)
    + "  · on Fedora:  sudo dnf install pango  · on macOS:  brew install pango  · and start again."
)


def ensure_pango(python):
    if _has_pango(python):
        return
    if not (may_install() and install(PANGO) and _has_pango(python)):
        raise Trouble(PANGO_BY_HAND)


def may_install():
    return bool(shutil.which("apt-get")) and (os.geteuid() == 0 or _has_free_sudo())


def install(names):
    """True when apt-get says that all of them are installed now."""
    print(f"Installing {' '.join(names)} with apt-get…", flush=True)
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    apt_get = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*apt_get, "update"], stdin=subprocess.DEVNULL, capture_output=True)
    words = ["install", "--yes", "--no-install-recommends", *names]
    return subprocess.run([*apt_get, *words], stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


def _has_pango(python):
    # What loads Pango tells best whether it can be loaded; a name on a list would say nothing on macOS.
    return subprocess.run([python, "-c", "import weasyprint"], capture_output=True).returncode == 0


def _has_free_sudo():
    return (
        bool(shutil.which("sudo"))
        and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    )


def name_of_venv_package():
    return "python{}.{}-venv".format(*platform.python_version_tuple()[:2])
