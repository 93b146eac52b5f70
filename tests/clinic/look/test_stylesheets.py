"""What the sheets in static/css/ and the drawings promise."""

import re

import pytest
from django.conf import settings

CSS = settings.ROOT / "static" / "css"
SHEETS = {
    path.name: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S) for path in sorted(CSS.glob("*.css"))
}
TEMPLATES = sorted((settings.ROOT / "templates").rglob("*.html"))
ON_SCREEN = [path for path in TEMPLATES if "print" not in path.parts]
SIDES = re.compile(
    r"\b(?:margin|padding|border)-(?:left|right)\b|[\s;{](?:left|right)\s*:|\b(?:text-align|float)\s*:\s*(?:left|right)"
)
TEXT, LINE = 4.5, 3.0
PAIRS = [
    *[(ink, paper, TEXT) for ink in ("ink", "soft", "go", "alarm") for paper in ("card", "board", "well")],
    *[("ink", f"{name}-soft", TEXT) for name in ("pin", "go", "alarm")],
    *[("soft", "pin-soft", TEXT), ("go-press", "go-soft", TEXT)],
    *[
        ("on-go", "go", TEXT),
        ("on-go", "go-press", TEXT),
        ("on-pin", "pin", TEXT),
        ("on-alarm", "alarm-fill", TEXT),
    ],
    *[("on-kind", kind, TEXT) for kind in ("court", "ice", "isap", "story")],
    *[(kind, "card", TEXT) for kind in ("court", "ice", "isap")],
    *[("edge", paper, LINE) for paper in ("card", "board")],
]


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_keeps_the_house_rules(name):
    sheet = SHEETS[name]

    assert "!important" not in sheet
    assert "data:" not in sheet
    assert "url(" not in sheet
    assert "@import" not in sheet
    assert not SIDES.findall(sheet)
    assert not re.findall(r"(?m)^[^{};]*#[a-zA-Z][\w-]*[^;{}]*\{", sheet)


@pytest.mark.parametrize("name", sorted(set(SHEETS) - {"tokens.css"}))
def test_only_the_tokens_name_a_colour(name):
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(", SHEETS[name])


@pytest.mark.parametrize("name", SHEETS)
def test_every_name_a_sheet_uses_is_given_somewhere(name):
    given = set(re.findall(r"(--[\w-]+)\s*:", "".join(SHEETS.values())))

    assert set(re.findall(r"var\((--[\w-]+)", SHEETS[name])) <= given


def palettes():
    light, dark = SHEETS["tokens.css"].split("@media (prefers-color-scheme: dark)")
    named = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})")
    light = dict(named.findall(light))
    return {"light": light, "dark": light | dict(named.findall(dark.split("@media print")[0]))}


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper", "needed"), PAIRS)
def test_ink_can_be_read_on_its_paper(scheme, ink, paper, needed):
    palette = palettes()[scheme]
    darker, lighter = sorted([luminance(palette[ink]), luminance(palette[paper])])

    assert (lighter + 0.05) / (darker + 0.05) >= needed


def test_every_icon_a_template_asks_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (settings.ROOT / "static/icons/sprite.svg").read_text()))
    asked = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}

    assert asked - drawn == set()


def test_every_part_a_template_names_has_its_dress():
    dressed = set(re.findall(r"\.([a-z][\w-]*__[\w-]+)", "".join(SHEETS.values())))
    named = set()
    for path in ON_SCREEN:
        for words in re.findall(r'class="([^"]*)"', re.sub(r"{%.*?%}|{{.*?}}", "\0", path.read_text())):
            named |= {(word, path.name) for word in words.split() if "__" in word and "\0" not in word}

    assert {(word, file) for word, file in named if word not in dressed} == set()


@pytest.mark.parametrize(
    "path", ON_SCREEN, ids=lambda path: str(path.relative_to(settings.ROOT / "templates"))
)
def test_a_page_has_no_script_and_no_style_of_its_own(path):
    text = path.read_text()

    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"<style|<script(?![^>]*\s(src=|type=.application/json))", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert "javascript:" not in text
