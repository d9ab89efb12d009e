"""Pictures made for tests."""

import io
import itertools

from PIL import Image


def jpeg(width: int = 320, height: int = 240, *, colour: str = "navy", exif: Image.Exif | None = None) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "JPEG", **({"exif": exif} if exif else {}))
    return buffer.getvalue()


_shades = itertools.count(1)


def another_jpeg() -> bytes:
    """A picture that was never shown before."""
    size, shade = divmod(next(_shades), 16**3)
    return jpeg(64, 48 + size, colour=f"#{shade:03x}")
