"""`python -m tests.matrix` writes docs/permissions.md."""

from pathlib import Path

from . import table

Path("docs/permissions.md").write_text(table.page())
