"""Pictures made for tests."""

import io

from PIL import Image


def jpeg(width: int = 320, height: int = 240, *, colour: str = "navy", exif: Image.Exif | None = None) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "JPEG", **({"exif": exif} if exif else {}))
    return buffer.getvalue()
