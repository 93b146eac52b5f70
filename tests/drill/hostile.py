"""Hostile words in every field that keeps words: every page and paper of every role is made of what it is made of with
harmless ones."""

import warnings

from clinic.paper.pdf import PaperWarning
from tests.drill import demo
from tests.fuzz import planting


def run(table):
    warnings.simplefilter("ignore", PaperWarning)  # signs that no font of ours has print as boxes
    pages = [(browser, url) for browser, _forms, urls in demo.everything() for url in urls]
    planting.plant(harmless=True)
    harmless = [browser.get(url, follow=True) for browser, url in pages]
    planting.plant(harmless=False)
    hostile = [browser.get(url, follow=True) for browser, url in pages]
    differ = map(planting.difference, harmless, hostile)
    wrong = {url: where for (_browser, url), where in zip(pages, differ, strict=True) if where}
    print(*wrong.items(), sep="\n")
    table.add("pages and papers", len(pages), "≥ 150", len(pages) >= 150)
    table.add("pages made of what somebody typed", len(wrong), "0", not wrong)
