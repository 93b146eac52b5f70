"""Figures of `make bench`: each module here has run(table)."""
