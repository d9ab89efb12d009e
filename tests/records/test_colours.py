"""The lamps stay apart for everybody: colour-blind readers (Machado 2009, complete dichromacy) and grey paper.

Differences are CIE76 in CIELAB.
"""

import itertools
import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static/css"
TOKENS = dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{3,6})\b", (CSS / "tokens.css").read_text(encoding="utf-8")))
LAMPS = {"red": "--lamp-red", "yellow": "--lamp-yellow", "green": "--lamp-green"}
NO_DATA = "--lamp-none"
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)


def linear(colour: str) -> list[float]:
    digits = colour.lstrip("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def through(matrix, colour):
    return [min(max(sum(a * b for a, b in zip(row, colour, strict=True)), 0), 1) for row in matrix]


def lab(colour: list[float]) -> tuple[float, float, float]:
    xyz = [sum(a * b for a, b in zip(row, colour, strict=True)) for row in TO_XYZ]
    x, y, z = (
        v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116
        for v in (part / white for part, white in zip(xyz, WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(first: str, second: str, eye: str) -> float:
    seen = [lab(through(EYES[eye], linear(TOKENS[each]))) for each in (first, second)]
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


def contrast(first: str, second: str) -> float:
    bright = sorted(
        (sum(a * b for a, b in zip(TO_XYZ[1], linear(each), strict=True)) for each in (first, second)), reverse=True
    )
    return (bright[0] + 0.05) / (bright[1] + 0.05)


@pytest.mark.parametrize("eye", EYES)
def test_lamps_differ_by_forty_for_every_eye(eye):
    for first, second in itertools.combinations(LAMPS.values(), 2):
        assert difference(first, second, eye) >= 40, f"{first} and {second}"


@pytest.mark.parametrize("eye", EYES)
def test_no_data_differs_from_every_lamp_by_twenty(eye):
    for lamp in LAMPS.values():
        assert difference(lamp, NO_DATA, eye) >= 20, lamp


def test_known_difference_is_what_the_literature_says():
    """Black and white are 100 apart; red and green of sRGB 170.6 (CIE76)."""
    TOKENS.update({"black": "#000", "white": "#fff", "pure-red": "#ff0000", "pure-green": "#00ff00"})
    assert difference("black", "white", "normal") == pytest.approx(100, abs=0.1)
    assert difference("pure-red", "pure-green", "normal") == pytest.approx(170.6, abs=0.2)


@pytest.mark.parametrize(
    "name", ["--ink", "--ink-2", "--ink-3", "--brand", "--brand-deep", "--danger", "--good", "--warn"]
)
def test_text_has_contrast_on_cards_and_on_the_page(name):
    assert contrast(TOKENS[name], TOKENS["--card"]) >= 4.5
    assert contrast(TOKENS[name], TOKENS["--page"]) >= 4.5


@pytest.mark.parametrize("tone", ["red", "yellow", "green", "blue", "grey"])
def test_tag_has_contrast(tone):
    assert contrast(TOKENS[f"--tag-{tone}-ink"], TOKENS[f"--tag-{tone}"]) >= 4.5


@pytest.mark.parametrize("name", ["--control", "--lamp-red", "--lamp-yellow-edge", "--lamp-green"])
def test_shapes_and_borders_have_contrast(name):
    assert contrast(TOKENS[name], TOKENS["--card"]) >= 3
    assert contrast(TOKENS[name], TOKENS["--page"]) >= 3


def test_each_lamp_has_its_own_shape_on_grey_paper():
    """The paths differ, and so do the greys the shapes are filled with."""
    shapes = (settings.BASE_DIR / "templates/records/_shape.html").read_text(encoding="utf-8")
    found = re.findall(r'shape == "(.)" %}<svg class="lamp lamp-(\w+)"[^>]*>(.*?)</svg>', shapes)
    assert {(sign, tone) for sign, tone, _ in found} == {("▲", "red"), ("◆", "yellow"), ("●", "green"), ("○", "grey")}
    assert len({path for _, _, path in found}) == 4
    printed = (CSS / "print.css").read_text(encoding="utf-8")
    assert re.findall(r"\.lamp-(red|green) \{ fill: (#\w+)", printed) == [("red", "#000"), ("green", "#777")]
