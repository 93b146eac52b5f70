"""From a bare Python to a .venv with everything in it. Only the standard library is here yet."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from clinic.launch import packages
from clinic.launch.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
INSTALLED = VENV / "installed-requirements"


def set_up(*, with_tests=False):
    """Make the .venv and install what is pinned, if it is not there yet. Returns the .venv's python."""
    refuse_space(ROOT)
    if not _venv_is_whole():
        _make_venv()
    _install_requirements("requirements-dev.txt" if with_tests else "requirements.txt")
    packages.ensure_pango(PYTHON)
    return PYTHON


def refuse_space(folder):
    if any(letter.isspace() for letter in str(folder)):
        raise Trouble(
            f"The path “{folder}” has a space in it, which the embedded PostgreSQL cannot live with: move it."
        )


def _venv_is_whole():
    """False too when the machine's Python moved on to another release: the packages are in the old one's folder."""
    version = "{}.{}".format(*sys.version_info)
    return PYTHON.exists() and (VENV / f"lib/python{version}/site-packages/pip").exists()


def _make_venv():
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        name = packages.name_of_venv_package()
        if not (packages.may_install() and packages.install([name])):
            raise Trouble(
                f"Python's venv module is missing. Type:  sudo apt-get install {name}  and start again."
            )
    print("Making .venv…", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Trouble(f"The .venv could not be made: {_last_lines(made.stdout + made.stderr)}")


def _install_requirements(name):
    """Skipped while the files are as they were; `requirements-dev.txt` contains the other."""
    wanted = _fingerprints()
    installed = INSTALLED.read_text().split() if INSTALLED.exists() else []
    if wanted[name] in installed:
        return
    print(f"Installing {name} (the first time takes a minute or two)…", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run(
        [*pip, "-r", ROOT / name], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT
    )
    if done.returncode:
        raise Trouble(f"The packages in {name} could not be installed: {_last_lines(done.stderr)}")
    keep = set(wanted.values()) & set(installed) | {wanted["requirements.txt"], wanted[name]}
    INSTALLED.write_text("\n".join(sorted(keep)) + "\n")


def _fingerprints():
    runtime = (ROOT / "requirements.txt").read_bytes()
    dev = (ROOT / "requirements-dev.txt").read_bytes()
    return {
        "requirements.txt": hashlib.sha256(runtime).hexdigest(),
        "requirements-dev.txt": hashlib.sha256(runtime + dev).hexdigest(),
    }


def _last_lines(text, lines=6):
    return "\n".join(text.strip().splitlines()[-lines:])
