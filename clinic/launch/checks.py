"""`make check`: format, lint, imports, migrations, translations, and Django's own look at production settings."""

import subprocess
import sys

from clinic.launch import setup, throwaway

TOOLS = {
    "ruff": ["-m", "ruff"],
    "manage": ["manage.py"],
    "lint-imports": [setup.VENV / "bin/lint-imports"],  # run as a module it does nothing, and says nothing
}
CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "--output-format", "concise", "."],
    "imports": ["lint-imports"],
    "migrations": ["manage", "makemigrations", "--check", "--dry-run"],
    "translations": ["manage", "words", "--check"],
    "production settings": ["manage", "check", "--deploy", "--fail-level", "WARNING"],
}


def check(words):
    """Every check runs, also after one failed, and says what it found. `words` may name some of them."""
    with throwaway.environment() as env:
        failed = [name for name in words or CHECKS if not _passes(name, env)]
    print("All is well." if not failed else f"To mend: {', '.join(failed)}.", flush=True)
    return 1 if failed else 0


def _passes(name, env):
    tool, *words = CHECKS[name]
    command = TOOLS[tool]
    done = subprocess.run(
        [sys.executable, *command, *words], env=env, cwd=setup.ROOT, capture_output=True, text=True
    )
    print(f"{'✓' if done.returncode == 0 else '✗'} {name}", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0
