"""docs/design-language.md tells the palette as it is: its figures are computed again from static/css/tokens.css."""

import re

import pytest

from server.config import ROOT

TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
TOLD = (ROOT / "docs" / "design-language.md").read_text(encoding="utf-8")
LEAST = 4.5
"""Contrast of text on its ground (WCAG 2.2, 1.4.3)."""


def palette(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


LIGHT_BLOCK, DARK_BLOCK = re.findall(r":root \{(.*?)\n\s*\}", TOKENS, re.S)[:2]
LIGHT = palette(LIGHT_BLOCK)
DARK = LIGHT | palette(DARK_BLOCK)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colours: dict[str, str], text: str, ground: str) -> float:
    low, high = sorted((luminance(colours[text]), luminance(colours[ground])))
    return round((high + 0.05) / (low + 0.05), 1)


TEXTS = re.findall(r"^\| `([\w-]+)` \| `([\w-]+)` \| ([\d.]+) \| ([\d.]+) \|$", TOLD, re.M)
HUES = re.findall(r"^\| `(\w+)` \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", TOLD, re.M)


@pytest.mark.parametrize(("text", "ground", "light", "dark"), TEXTS)
def test_text_reads_on_its_ground(text, ground, light, dark):
    found = contrast(LIGHT, text, ground), contrast(DARK, text, ground)
    assert (found, min(found) >= LEAST) == ((float(light), float(dark)), True)


@pytest.mark.parametrize("told", HUES, ids=lambda told: told[0])
def test_a_hue_reads_on_its_soft_ground_and_ink_too(told):
    hue, *figures = told
    found = [contrast(colours, text, f"{hue}-soft") for text in (hue, "ink") for colours in (LIGHT, DARK)]
    assert (found, min(found) >= LEAST) == ([float(one) for one in figures], True)


def test_every_hue_is_told():
    assert [hue for hue, *_ in HUES] == re.findall(r"\.hue-(\w+) \{", TOKENS)
