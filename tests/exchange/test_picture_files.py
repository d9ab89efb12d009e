"""Every kind of picture file through the front door: what it shows, or the sentence that refuses it."""

import itertools
import uuid
from collections import defaultdict

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from baiyi.exchange.ground import on_white
from baiyi.exchange.models import Photo
from tests.exchange import picture_files
from tests.exchange.raw_png import EDGE

pytestmark = pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
SHOWN, REFUSED = list(picture_files.shown()), list(picture_files.refused())
NEAR = 8  # of 255: what the new encoding may change
FORMATS = ("jpeg", "jpeg-progressive", "webp", "webp-lossless")


def names(files) -> list[str]:
    return [name for name, *_ in files]


@pytest.fixture
def send(force, sign_in):
    """The answer to one upload; as the web server gives it, an error of ours is a 500 and no exception."""
    client = sign_in(force.alice)
    client.raise_request_exception = False

    def _send(content: bytes):
        facts = {"key": uuid.uuid4(), "client_uuid": uuid.uuid4(), "slot": "scene", "kind": "scene"}
        return client.post(reverse("exchange:photo-upload"), facts | {"photo": SimpleUploadedFile("a", content)})

    return _send


def is_near(found: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= NEAR for one, other in zip(found, wanted, strict=True))


def test_there_are_enough_of_them_and_no_name_twice():
    found = names(SHOWN) + names(REFUSED)
    assert len(SHOWN) >= 75
    assert len(found) == len(set(found))


@pytest.mark.parametrize(("content", "left", "right"), [each[1:] for each in SHOWN], ids=names(SHOWN))
def test_picture_is_kept_on_white_ground_with_its_colours(send, content, left, right):
    answer = send(content)
    assert answer.status_code == 201, answer.json()
    with Photo.objects.get().file.open() as file, Image.open(file) as image:
        assert (image.mode, image.format) == ("RGB", "JPEG")
        colours = [image.getpixel((x, EDGE // 2)) for x in (EDGE // 4, 3 * EDGE // 4)]
    assert is_near(colours[0], left), colours
    assert is_near(colours[1], right), colours


@pytest.mark.parametrize(("content", "sentence"), [each[1:] for each in REFUSED], ids=names(REFUSED))
def test_damaged_or_foreign_file_is_refused_with_a_sentence(send, content, sentence):
    answer = send(content)
    assert answer.status_code == 422
    assert sentence in answer.json()["error"]
    assert Photo.objects.count() == 0


@pytest.mark.parametrize("name", FORMATS)
def test_flipped_bits_of_a_file_without_checksums_are_never_an_error_of_ours(send, name):
    file, codes = picture_files.whole()[name], defaultdict(list)
    for place in itertools.chain(range(40), range(40, len(file), len(file) // 60)):
        codes[send(picture_files.flip(file, place)).status_code].append(place)
    assert codes.keys() <= {201, 422}, codes
    assert codes[422], "no flipped bit was found"


MODES = {
    "1": (0, (0, 0, 0)),
    "L": (128, (128,) * 3),
    "I": (0x8000, (128,) * 3),
    "I;16": (0x8000, (128,) * 3),
    "I;16B": (0x8000, (128,) * 3),
    "LA": ((0, 128), (127,) * 3),
    "La": ((0, 128), (127,) * 3),
    "PA": (None, (255, 127, 127)),
    "RGB": ((1, 2, 3), (1, 2, 3)),
    "RGBX": ((1, 2, 3, 4), (1, 2, 3)),
    "RGBA": ((255, 0, 0, 128), (255, 127, 127)),
    "RGBa": ((128, 0, 0, 128), (255, 127, 127)),
    "CMYK": ((0, 255, 255, 0), (255, 0, 0)),
    "YCbCr": ((128, 128, 128), (128,) * 3),
    "HSV": ((0, 255, 255), (255, 0, 0)),
}


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_of_the_decoder_lands_on_white(mode):
    colour, wanted = MODES[mode]
    image = (
        Image.new("RGBA", (4, 4), (255, 0, 0, 128)).convert("PA") if mode == "PA" else Image.new(mode, (4, 4), colour)
    )
    found = on_white(image)
    assert (found.mode, found.size) == ("RGB", (4, 4))
    assert all(abs(one - other) <= 2 for one, other in zip(found.getpixel((1, 1)), wanted, strict=True))
