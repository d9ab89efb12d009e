"""Pictures of every mode on white ground: what is transparent is white, 16 bits become 8 by their upper half."""

from PIL import Image, ImageChops

STRIP = 1_000_000  # pixels turned at a time: never a second copy of a large picture
DEEP = ("I", "I;16", "I;16L", "I;16B")
WITH_ALPHA = ("LA", "La", "PA", "RGBA", "RGBa")
STRAIGHT = {"La": "LA", "RGBa": "RGBA"}  # what was multiplied with its transparency, before


def sheet_of(image: Image.Image, *, edge: int, depth: int = 8) -> Image.Image:
    """A new RGB image of at most `edge` px that carries no metadata; `depth` is that of the file, in bits a sample."""
    factor = max(1, max(image.size) // edge)
    rows = max(1, STRIP // image.width // factor) * factor
    sheet = Image.new("RGB", tuple(-(-side // factor) for side in image.size), "white")
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        sheet.paste(on_white(strip, depth=depth).reduce(factor), (0, top // factor))
    sheet.thumbnail((edge, edge))
    return sheet


def on_white(image: Image.Image, *, depth: int = 8) -> Image.Image:
    """RGB, of the same size."""
    key = image.info.get("transparency")
    if image.mode in DEEP:
        return _deep(image, key)
    if image.mode in WITH_ALPHA or (image.mode == "P" and key is not None):
        return _blended(image)
    plain = image.convert("RGB") if key is None else _without_key(image).convert("RGB")
    if key is not None and image.mode in {"1", "L", "RGB"}:
        plain.paste("white", mask=_keyed(image, key, depth))
    return plain


def _without_key(image: Image.Image) -> Image.Image:
    """Pillow would carry the transparent colour into the next mode."""
    plain = image.copy()
    del plain.info["transparency"]
    return plain


def _blended(image: Image.Image) -> Image.Image:
    straight = image.convert(STRAIGHT.get(image.mode, image.mode)).convert("RGBA")
    sheet = Image.new("RGB", image.size, "white")
    sheet.paste(straight, mask=straight.getchannel("A"))
    return sheet


def _keyed(image: Image.Image, key: int | tuple[int, ...], depth: int) -> Image.Image:
    """Where the picture has the one colour that is transparent, which is given in samples of the file."""
    if image.mode == "1":
        return _equal(image.convert("L"), int(key))
    samples = key if isinstance(key, tuple) else (key,)
    masks = [_equal(band, _in_8_bits(each, depth)) for band, each in zip(image.split(), samples, strict=True)]
    return _all_of(masks)


def _in_8_bits(sample: int, depth: int) -> int:
    sample &= (1 << depth) - 1
    return sample >> 8 if depth == 16 else sample * 255 // ((1 << depth) - 1)


def _equal(band: Image.Image, value: int) -> Image.Image:
    return band.point([255 * (each == value) for each in range(256)])


def _all_of(masks: list[Image.Image]) -> Image.Image:
    found = masks[0]
    for mask in masks[1:]:
        found = ImageChops.darker(found, mask)
    return found


def _deep(image: Image.Image, key: int | None) -> Image.Image:
    """Grey of 16 bits: the upper half is the picture. Pillow itself would cut everything above 255."""
    plain = image.convert("I;16") if image.mode == "I" else image
    raw, first = plain.tobytes(), 1 if image.mode == "I;16B" else 0  # where the lower half stands
    lower, upper = (Image.frombytes("L", image.size, raw[half::2]) for half in (first, 1 - first))
    sheet = upper.convert("RGB")
    if key is not None:
        sheet.paste("white", mask=_all_of([_equal(upper, key >> 8), _equal(lower, key & 255)]))
    return sheet
