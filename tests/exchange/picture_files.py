"""Picture files with what must become of them. All are made here: none lies in the repository."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator

from PIL import Image

from tests.exchange.raw_png import EDGE, SIGNATURE, Pixel, chunk, halves, png

WHITE, BLACK, GREY, RED, PINK = (255,) * 3, (0,) * 3, (128,) * 3, (255, 0, 0), (255, 127, 127)
Shown = tuple[str, bytes, Pixel, Pixel]  # name, file, colour of the left half and of the right half
Refused = tuple[str, bytes, str]  # name, file, what the sentence says
PALETTE = bytes([0, 0, 255, 255, 0, 0])  # blue, red


def grey_pngs(is_interlaced: bool) -> Iterator[Shown]:
    """Left is the darkest sample, or the transparent one; right the middle, which must be neither black nor white."""
    for depth in (1, 2, 4, 8, 16):
        top = (1 << depth) - 1
        middle = (top + 1) // 2
        right = (middle * 255 // top if depth < 16 else 128,) * 3
        pixel = halves((0,), (middle,))
        yield f"grey{depth}", png(depth, 0, pixel, interlaced=is_interlaced), BLACK, right
        keyed = png(depth, 0, pixel, trns=struct.pack(">H", 0), interlaced=is_interlaced)
        yield f"grey{depth}-trns", keyed, WHITE, right
        other = png(depth, 0, pixel, trns=struct.pack(">H", middle), interlaced=is_interlaced)
        yield f"grey{depth}-trns-middle", other, BLACK, WHITE


def colour_pngs(is_interlaced: bool) -> Iterator[Shown]:
    for depth, red, dark in ((8, (255, 0, 0), (0, 0, 128)), (16, (65535, 0, 0), (0, 0, 0x80FF))):
        pixel, key = halves(dark, red), struct.pack(">HHH", *dark)
        yield f"rgb{depth}", png(depth, 2, pixel, interlaced=is_interlaced), (0, 0, 128), RED
        yield f"rgb{depth}-trns", png(depth, 2, pixel, trns=key, interlaced=is_interlaced), WHITE, RED


def palette_pngs(is_interlaced: bool) -> Iterator[Shown]:
    for depth in (1, 2, 4, 8):
        kinds = {"": (b"", (0, 0, 255), RED), "-trns": (b"\0", WHITE, RED), "-trns-bytes": (b"\0\x80", WHITE, PINK)}
        for name, (trns, left, right) in kinds.items():
            file = png(depth, 3, halves((0,), (1,)), plte=PALETTE, trns=trns, interlaced=is_interlaced)
            yield f"p{depth}{name}", file, left, right


def alpha_pngs(is_interlaced: bool) -> Iterator[Shown]:
    for depth in (8, 16):
        full, half = (1 << depth) - 1, (1 << depth) // 2
        grey, red = halves((0, 0), (0, half)), halves((0, 0, 0, 0), (full, 0, 0, half))
        yield f"la{depth}", png(depth, 4, grey, interlaced=is_interlaced), WHITE, (127,) * 3
        yield f"rgba{depth}", png(depth, 6, red, interlaced=is_interlaced), WHITE, PINK
        opaque = halves((0, full), (half, full))
        yield f"la{depth}-opaque", png(depth, 4, opaque, interlaced=is_interlaced), BLACK, GREY


def saved(image: Image.Image, form: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def two(mode: str, left, right) -> Image.Image:
    image = Image.new(mode, (EDGE, EDGE), left)
    image.paste(right, (EDGE // 2, 0, EDGE, EDGE))
    return image


def jpegs(is_progressive: bool) -> Iterator[Shown]:
    options = {"quality": 95, "subsampling": 0, "progressive": is_progressive}
    navy = (0, 0, 128)
    yield "l", saved(two("L", 0, 128), "JPEG", **options), BLACK, GREY
    yield "rgb", saved(two("RGB", navy, RED), "JPEG", **options), navy, RED
    ink = saved(two("CMYK", (0, 0, 0, 255), (0, 255, 255, 0)), "JPEG", **options)
    yield "cmyk", ink, BLACK, RED
    yield "ycck", as_ycck(saved(two("CMYK", (127, 127, 127, 0), (127, 127, 127, 255)), "JPEG", **options)), GREY, BLACK
    yield (
        "damaged-exif",
        saved(two("RGB", navy, RED), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff", **options),
        navy,
        RED,
    )
    pair = saved(two("RGB", navy, RED), "MPO", save_all=True, append_images=[two("RGB", RED, RED)], **options)
    yield "mpo", pair, navy, RED


def as_ycck(content: bytes) -> bytes:
    """The Adobe mark says how the four parts are meant; neutral ones are the same numbers in both."""
    place = content.index(b"Adobe") + 11
    return content[:place] + b"\2" + content[place + 1 :]


def webps() -> Iterator[Shown]:
    half = two("RGBA", (0, 0, 0, 0), (255, 0, 0, 128))
    yield "rgb", saved(two("RGB", BLACK, RED), "WEBP", quality=95), BLACK, RED
    yield "rgb-lossless", saved(two("RGB", BLACK, RED), "WEBP", lossless=True), BLACK, RED
    yield "rgba", saved(half, "WEBP", quality=95), WHITE, PINK
    yield "rgba-lossless", saved(half, "WEBP", lossless=True), WHITE, PINK


def shown() -> Iterator[Shown]:
    for order in (False, True):
        for make in (grey_pngs, colour_pngs, palette_pngs, alpha_pngs):
            yield from named(f"png{'-interlaced' * order}", make(order))
        yield from named(f"jpeg{'-progressive' * order}", jpegs(order))
    yield from named("webp", webps())


def named(first: str, files: Iterator) -> Iterator:
    return ((f"{first}-{name}", *rest) for name, *rest in files)


DAMAGED, NO_PHOTO, MOVES, TOO_LARGE = "已损坏或不完整", "不是可用的照片", "动态图片", "像素过大"


def noise() -> Image.Image:
    return Image.effect_noise((96, 96), 90).convert("RGB")


def busy(x: int, y: int) -> Pixel:
    return (x * 37 + y * 101) % 256, (x * y) % 256, (x * 7 ^ y * 13) % 256


def whole() -> dict[str, bytes]:
    """Pictures whose data fill the file."""
    return {
        "png": saved(noise(), "PNG"),
        "png-interlaced": png(8, 2, busy, interlaced=True),
        "jpeg": saved(noise(), "JPEG", quality=90),
        "jpeg-progressive": saved(noise(), "JPEG", quality=90, progressive=True),
        "webp": saved(noise(), "WEBP", quality=90),
        "webp-lossless": saved(noise(), "WEBP", lossless=True),
    }


def truncated() -> Iterator[Refused]:
    for name, file in whole().items():
        for tenth in range(1, 10):
            yield f"{name}-cut-at-{tenth}0%", file[: len(file) * tenth // 10], DAMAGED


def flipped() -> Iterator[Refused]:
    """One bit of a PNG, wherever it is, is found; the other formats carry no checksum."""
    for name in ("png", "png-interlaced"):
        file = whole()[name]
        for tenth in range(1, 10):
            yield f"{name}-bit-at-{tenth}0%", flip(file, len(file) * tenth // 10), DAMAGED


def flip(file: bytes, place: int) -> bytes:
    return file[:place] + bytes([file[place] ^ 0x10]) + file[place + 1 :]


def wrong_checksums() -> Iterator[Refused]:
    file = png(8, 3, halves((0,), (1,)), plte=PALETTE, trns=b"\0\x80", extra=chunk(b"gAMA", b"\0\0\xb1\x8f"))
    for kind in (b"IHDR", b"gAMA", b"PLTE", b"tRNS", b"IDAT", b"IEND"):
        place = file.index(kind)
        length = struct.unpack_from(">I", file, place - 4)[0]
        yield f"checksum-{kind.decode()}", flip(file, place + 4 + length), DAMAGED


def bombs() -> Iterator[Refused]:
    data = zlib.compress(b"\0" * 40_000_000, 9)
    chunks = {
        "ztxt": chunk(b"zTXt", b"Comment\0\0" + data),
        "itxt": chunk(b"iTXt", b"Comment\0\1\0\0\0" + data),
        "iccp": chunk(b"iCCP", b"profile\0\0" + data),
    }
    for name, extra in chunks.items():
        yield f"bomb-{name}", png(8, 0, halves((0,), (9,)), extra=extra), DAMAGED
    for name in ("ztxt", "itxt"):
        yield f"bomb-late-{name}", png(8, 0, halves((0,), (9,)), late=chunks[name]), DAMAGED


def moving() -> Iterator[Refused]:
    for form in ("PNG", "WEBP"):
        frames = [Image.new("RGB", (EDGE, EDGE), colour) for colour in ("red", "blue")]
        yield f"{form.lower()}-moves", saved(frames[0], form, save_all=True, append_images=frames[1:]), MOVES


def with_size(name: str, width: int, height: int) -> bytes:
    """A small file that claims another size."""
    if name == "jpeg":
        file, place = saved(Image.new("RGB", (EDGE, EDGE)), "JPEG"), None
        place = file.index(b"\xff\xc0") + 5
        return file[:place] + struct.pack(">HH", height, width) + file[place + 4 :]
    if name == "webp":
        file = saved(Image.new("RGB", (EDGE, EDGE)), "WEBP", lossless=True)
        bits = struct.unpack_from("<I", file, 21)[0] & ~0xFFFFFFF | (width - 1) | (height - 1) << 14
        return file[:21] + struct.pack("<I", bits) + file[25:]
    file = png(8, 2, busy)
    head = struct.pack(">II", width, height) + file[24:29]
    return SIGNATURE + chunk(b"IHDR", head) + file[33:]


def sizes() -> Iterator[Refused]:
    yield "png-zero-wide", with_size("png", 0, 20), DAMAGED
    yield "png-zero-high", with_size("png", 20, 0), DAMAGED
    yield "jpeg-zero-wide", with_size("jpeg", 0, 20), DAMAGED
    yield "jpeg-zero-high", with_size("jpeg", 20, 0), DAMAGED
    for name, edge in {"png": 2**31 - 1, "jpeg": 65_500, "webp": 16_384}.items():
        yield f"{name}-huge", with_size(name, edge, edge), TOO_LARGE
    yield "png-9000", with_size("png", 9_000, 9_000), TOO_LARGE
    yield "webp-5000", with_size("webp", 5_000, 5_000), TOO_LARGE


def strange() -> Iterator[Refused]:
    yield "empty", b"", NO_PHOTO
    yield "text", b"not a picture", NO_PHOTO
    yield "gif", saved(Image.new("P", (EDGE, EDGE)), "GIF"), NO_PHOTO
    yield "bmp", saved(Image.new("RGB", (EDGE, EDGE)), "BMP"), NO_PHOTO
    yield "tiff", saved(Image.new("RGB", (EDGE, EDGE)), "TIFF"), NO_PHOTO
    yield "svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", NO_PHOTO
    yield "png-signature", SIGNATURE, DAMAGED
    yield "png-no-picture", SIGNATURE + chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0") + chunk(b"IEND"), DAMAGED
    yield (
        "png-odd-depth",
        png(8, 0, halves((0,), (9,))).replace(
            chunk(b"IHDR", struct.pack(">IIBBBBB", EDGE, EDGE, 8, 0, 0, 0, 0)),
            chunk(b"IHDR", struct.pack(">IIBBBBB", EDGE, EDGE, 5, 0, 0, 0, 0)),
        ),
        DAMAGED,
    )
    yield "jpeg-header", b"\xff\xd8\xff\xe0" + b"\0" * 100, DAMAGED
    yield "jpeg-many-scans", with_scans(), DAMAGED
    yield "webp-header", b"RIFF\x10\0\0\0WEBPVP8 ", DAMAGED


def with_scans() -> bytes:
    file = saved(noise(), "JPEG", progressive=True)
    last = file.rindex(b"\xff\xda")
    return file[:last] + file[last:-2] * 200 + b"\xff\xd9"


def refused() -> Iterator[Refused]:
    makers: list[Callable[[], Iterator[Refused]]] = [truncated, flipped, wrong_checksums, bombs, moving, sizes, strange]
    for make in makers:
        yield from make()
