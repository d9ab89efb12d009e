"""PNG files written by hand: every colour type, depth, transparency and order of lines, which Pillow writes few of."""

import struct
import zlib
from collections.abc import Callable, Iterable

EDGE = 32  # px; the left half is one colour, the right half another
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # samples a pixel, by colour type
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
SIGNATURE = b"\x89PNG\r\n\x1a\n"
Pixel = tuple[int, ...]


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def halves(left: Pixel, right: Pixel) -> Callable[[int, int], Pixel]:
    return lambda x, y: left if x < EDGE // 2 else right


def png(
    depth: int,
    colours: int,
    pixel: Callable[[int, int], Pixel],
    *,
    trns: bytes = b"",
    plte: bytes = b"",
    interlaced: bool = False,
    extra: bytes = b"",
    late: bytes = b"",
) -> bytes:
    """`pixel` gives the samples at (x, y); `extra` stands before the picture, `late` behind it."""
    head = struct.pack(">IIBBBBB", EDGE, EDGE, depth, colours, 0, 0, int(interlaced))
    passes = ADAM7 if interlaced else [(0, 0, 1, 1)]
    data = b"".join(_lines(pixel, depth, each) for each in passes)
    parts = [SIGNATURE, chunk(b"IHDR", head), extra, chunk(b"PLTE", plte) if plte else b""]
    parts += [chunk(b"tRNS", trns) if trns else b"", chunk(b"IDAT", zlib.compress(data)), late, chunk(b"IEND")]
    return b"".join(parts)


def _lines(pixel, depth: int, place: tuple[int, int, int, int]) -> bytes:
    left, top, across, down = place
    found = b""
    for y in range(top, EDGE, down):
        found += b"\0" + _packed((sample for x in range(left, EDGE, across) for sample in pixel(x, y)), depth)
    return found


def _packed(samples: Iterable[int], depth: int) -> bytes:
    bits = "".join(f"{sample:0{depth}b}" for sample in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
