"""What decoding needs of memory, measured from outside in a process of its own."""

import subprocess
import sys

import pytest
from PIL import Image

from tests.ours import ROOT

MOST = 340  # MB: the budget of one picture, what is made of it, and what each thread holds
AT_ONCE = 4  # threads of a web process


def flat_png(path):
    """151 KB that need 160 MB: four of them at once took 1.8 GB."""
    Image.new("RGBA", (6300, 6300)).save(path, "PNG")


def phone_jpeg(path, **options):
    Image.effect_noise((2040, 1536), 60).resize((8160, 6144)).convert("RGB").save(path, "JPEG", quality=60, **options)


def progressive_jpeg(path):
    phone_jpeg(path, progressive=True)


def large_webp(path):
    Image.new("RGBA", (3600, 3600)).save(path, "WEBP", lossless=True)


@pytest.mark.parametrize("make", [flat_png, phone_jpeg, progressive_jpeg, large_webp])
def test_pictures_at_once_need_no_more_than_one(make, tmp_path):
    """A photo of 50 megapixels, as the newest phones take it, is taken."""
    make(tmp_path / "picture")
    command = [sys.executable, "-m", "tests.exchange.memory_of_decoding", str(tmp_path / "picture"), str(AT_ONCE)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    grown, taken = map(int, done.stdout.split())
    assert taken == AT_ONCE
    assert grown < MOST
