"""From what a client sent to what is kept: decoded within a budget, one at a time, on white ground, encoded anew."""

import io
from functools import partial

from PIL import Image

from baiyi.exchange.declared import Declared, declared
from baiyi.exchange.ground import sheet_of
from baiyi.exchange.refusals import BLANK, DAMAGED, TOO_HEAVY, PhotoRefused
from baiyi.exchange.turns import in_turn

MAX_UPLOAD = 12 * 1024 * 1024  # bytes
MAX_EDGE = 1600  # px
MAX_STORED = 400 * 1024  # bytes
EDGES = (MAX_EDGE, 1200, 900, 600)  # px
QUALITIES = (82, 70, 55)
ORIENTATION = 0x0112  # of EXIF
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def reencode(upload, *, is_drawn: bool = False) -> tuple[bytes, tuple[int, int]]:
    """(JPEG bytes, (width, height)):
    upright, long edge ≤ 1600 px, ≤ 400 KB, without EXIF (no GPS, no serial numbers). On one that somebody drew
    something must stand.

    Raises PhotoRefused, and PhotoBusy when its turn does not come.
    """
    if upload.size > MAX_UPLOAD:
        raise PhotoRefused(TOO_HEAVY)
    upload.seek(0)
    content = upload.read()
    facts = declared(content, edge=MAX_EDGE)
    sheet = in_turn(partial(_decode, content, facts))
    if is_drawn and _is_blank(sheet):
        raise PhotoRefused(BLANK)
    return _shrink(sheet)


def _decode(content: bytes, facts: Declared) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=[facts.format]) as image:
            _reduce_while_decoding(image)
            sheet = sheet_of(image, edge=MAX_EDGE, depth=facts.depth)
            orientation = _orientation_of(image)  # after it: asked first, a PNG loads itself, and damage stays unseen
    except Exception as error:  # whatever a decoder makes of foreign bytes, it is no fault of ours
        raise PhotoRefused(DAMAGED) from error
    return sheet.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else sheet


def _is_blank(sheet: Image.Image) -> bool:
    """All its pixels are the same."""
    return all(lowest == highest for lowest, highest in sheet.getextrema())


def _orientation_of(image: Image.Image) -> int | None:
    """A picture whose EXIF is damaged is still a picture."""
    try:
        return image.getexif().get(ORIENTATION)
    except Exception:  # as above: EXIF is foreign bytes, and a decoder of its own
        return None


def _reduce_while_decoding(image: Image.Image) -> None:
    """For JPEG; the decoder keeps both sides at or above what it is asked for."""
    longest = max(image.size)
    image.draft(None, tuple(max(1, MAX_EDGE * side // longest) for side in image.size))


def _shrink(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    """Lower the quality first, then the size, until it fits: a busy picture is still a photo."""
    for edge in EDGES:
        image.thumbnail((edge, edge))
        for quality in QUALITIES:
            buffer = io.BytesIO()
            image.save(buffer, "JPEG", quality=quality, optimize=True)
            if buffer.tell() <= MAX_STORED:
                return buffer.getvalue(), image.size
    raise PhotoRefused("照片压缩后仍超过 400 KB，请重拍")
