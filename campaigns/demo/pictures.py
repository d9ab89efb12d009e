"""Simple drawn pictures as photos of the demonstration."""

import hashlib
import io
import random
import uuid

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from baiyi.exchange.decoding import reencode
from baiyi.exchange.models import Photo, Upload
from campaigns.demo.world import World

SIZE = (960, 720)  # px
SKY, ROAD, LINE = "#3d4f6b", "#5d636b", "#e6d9a8"
HOUSES = ("#8f9bb0", "#a3a08f", "#7d8799", "#b0a596")
STALLS = ("#b5493c", "#3c77b5", "#3c9a6a", "#c59a3c")


def draw(rng: random.Random) -> bytes:
    """PNG of a street at night with stalls."""
    image = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(image)
    width, height = SIZE
    pen.rectangle([0, height * 0.62, width, height], fill=ROAD)
    for left in range(0, width, 160):
        top = height * rng.uniform(0.18, 0.4)
        pen.rectangle([left, top, left + 150, height * 0.62], fill=rng.choice(HOUSES))
        for window in range(3):
            pen.rectangle([left + 18 + 44 * window, top + 26, left + 44 + 44 * window, top + 60], fill=LINE)
    for left in rng.sample(range(40, width - 160, 130), 4):
        pen.polygon(
            [(left, height * 0.58), (left + 120, height * 0.58), (left + 105, height * 0.5), (left + 15, height * 0.5)],
            fill=rng.choice(STALLS),
        )
        pen.rectangle([left + 12, height * 0.58, left + 108, height * 0.72], fill="#d9d2c3", outline="#6d675b", width=3)
    for left in range(20, width, 180):
        pen.rectangle([left, height * 0.86, left + 90, height * 0.875], fill=LINE)
    return png_of(image)


def png_of(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def write_photo(world: World, png: bytes, *, form, subject, slot: str, kind: str) -> None:
    """A photo of `subject`, taken with the form of a record that may be another one."""
    jpeg, (width, height) = reencode(SimpleUploadedFile("scene.png", png))
    number = uuid.UUID(int=world.rng.getrandbits(128), version=4)
    photo = Photo(
        uuid=number,
        upload=Upload.objects.create(key=number, uploaded_by=form.created_by),
        client_uuid=form.client_uuid,
        slot=slot,
        kind=kind,
        uploaded_by=form.created_by,
        uploaded_at=form.created_at,
        width=width,
        height=height,
        size=len(jpeg),
        subject=subject,
        sha256=hashlib.sha256(jpeg).hexdigest(),
    )
    photo.file.save(f"{photo.uuid}.jpg", ContentFile(jpeg), save=False)
    photo.save()
