"""What the bytes of a picture say of themselves, read before anything is decoded: form, size, and the memory that
decoding it takes. ADR 0032.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from baiyi.exchange.refusals import ANIMATED, DAMAGED, NOT_A_PHOTO, TOO_LARGE, PhotoRefused

MAX_PIXELS = 65_000_000  # a phone of 64 megapixels
MAX_MEMORY = 256 * 1024 * 1024  # bytes of one decoded picture
MAX_SCANS = 100  # of a JPEG: each goes over the whole picture
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_PIXEL = {0: 1, 2: 4, 3: 1, 4: 4, 6: 4}  # bytes a pixel in memory, by colour type
WEBP_PIXEL = 20  # bytes: two canvases, what was decoded, its copy, the picture
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG markers that begin a picture
WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
SEQUENTIAL = {0xC0, 0xC1, 0xC9}
SCAN = 0xDA


@dataclass(frozen=True)
class Declared:
    """`memory` in bytes, for decoding it to `edge` px or less where the format can; `depth` in bits a sample."""

    format: str
    width: int
    height: int
    memory: int
    depth: int = 8
    is_animated: bool = False


def declared(content: bytes, *, edge: int) -> Declared:
    """Raises PhotoRefused for what is no picture, is damaged, moves, or is too large to be decoded."""
    read = _reader_of(content)
    if read is None:
        raise PhotoRefused(NOT_A_PHOTO)
    try:
        found = read(content, edge)
    except (struct.error, IndexError, ValueError, ZeroDivisionError) as error:
        raise PhotoRefused(DAMAGED) from error
    if not (found.width and found.height):
        raise PhotoRefused(DAMAGED)
    if found.is_animated:
        raise PhotoRefused(ANIMATED)
    if found.width * found.height > MAX_PIXELS or found.memory > MAX_MEMORY:
        raise PhotoRefused(TOO_LARGE)
    return found


def _reader_of(content: bytes) -> Callable[[bytes, int], Declared] | None:
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg
    if content.startswith(PNG_SIGNATURE):
        return _png
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp
    return None


def _png(content: bytes, edge: int) -> Declared:
    chunks = list(_chunks(content))
    kinds = [kind for kind, _ in chunks]
    if kinds[0] != b"IHDR" or b"IDAT" not in kinds:
        raise ValueError("no header, or no picture")
    width, height, depth, colours = struct.unpack_from(">IIBB", chunks[0][1])
    pixel = 2 if (depth, colours) == (16, 0) else PNG_PIXEL.get(colours, 4)
    return Declared("PNG", width, height, width * height * pixel, depth, b"acTL" in kinds)


def _chunks(content: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """(kind, data) of a PNG up to its end, each with the right checksum; Pillow looks at few of them."""
    whole, place, kind = memoryview(content), len(PNG_SIGNATURE), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, place)
        end = place + 8 + length
        if struct.unpack_from(">I", content, end)[0] != zlib.crc32(whole[place + 4 : end]):
            raise ValueError("wrong checksum")
        yield kind, whole[place + 8 : end]
        place = end + 4


def _webp(content: bytes, edge: int) -> Declared:
    kind = content[12:16]
    if struct.unpack_from("<I", content, 4)[0] + 8 > len(content):
        raise ValueError("cut off")
    width, height = WEBP_SIZES[kind](content) if kind in WEBP_SIZES else (0, 0)
    is_animated = kind == b"VP8X" and bool(content[20] & 2)
    return Declared("WEBP", width, height, width * height * WEBP_PIXEL, is_animated=is_animated)


def _extended(content: bytes) -> tuple[int, int]:
    width, height = (int.from_bytes(content[place : place + 3], "little") + 1 for place in (24, 27))
    return width, height


def _lossy(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", content, 26)
    return width & 0x3FFF, height & 0x3FFF


def _lossless(content: bytes) -> tuple[int, int]:
    bits = struct.unpack_from("<I", content, 21)[0]
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


WEBP_SIZES = {b"VP8X": _extended, b"VP8 ": _lossy, b"VP8L": _lossless}


def _jpeg(content: bytes, edge: int) -> Declared:
    """With several scans all coefficients are held until the last one, at full size; otherwise what is scaled alone."""
    if content.count(b"\xff\xda") > MAX_SCANS:
        raise PhotoRefused(DAMAGED)
    frame = None
    for marker, place in _segments(content):
        if marker in FRAMES:
            frame = marker, place
        if marker == SCAN:
            break
    if frame is None:
        raise ValueError("no picture")
    height, width, parts = struct.unpack_from(">HHB", content, frame[1] + 3)
    scale = scale_for(width, height, edge)
    memory = -(-width // scale) * -(-height // scale) * 4
    if frame[0] not in SEQUENTIAL or content[place + 2] < parts:
        memory += _coefficients(content, frame[1] + 8, parts, width * height)
    return Declared("JPEG", width, height, memory)


def _segments(content: bytes) -> Iterator[tuple[int, int]]:
    """(marker, where its length stands) up to the first scan and with it."""
    marker, place = 0, 2
    while marker != SCAN:
        while content[place] == 0xFF and content[place + 1] == 0xFF:
            place += 1
        if content[place] != 0xFF:
            raise ValueError("no marker")
        marker, place = content[place + 1], place + 2
        if marker in WITHOUT_LENGTH:
            continue
        yield marker, place
        place += struct.unpack_from(">H", content, place)[0]


def _coefficients(content: bytes, place: int, parts: int, pixels: int) -> int:
    """Bytes: two a coefficient, fewer of them for what is sampled coarser."""
    sampled = [divmod(content[place + 3 * part + 1], 16) for part in range(parts)]
    finest = max(across for across, _ in sampled) * max(down for _, down in sampled)
    return sum(2 * pixels * across * down // finest for across, down in sampled)


def scale_for(width: int, height: int, edge: int) -> int:
    """By what a JPEG can be divided while it is decoded, its long edge staying at `edge` px or more."""
    return next(each for each in (8, 4, 2, 1) if max(width, height) >= each * edge or each == 1)
