"""Simple drawn scenes for the photos of some hazards: before in disorder, after put right."""

import random

from PIL import Image, ImageDraw

from baiyi.exchange.models import Photo
from campaigns.demo import World
from campaigns.demo.pictures import SIZE, png_of, write_photo
from inspections.demo.visits import Visit

DRAWN = "疏散通道"  # the item the scenes fit
WANTED = 10  # hazards with photos
WALL, FLOOR, DOOR, FRAME, SIGN = "#e7e2d6", "#b9ad98", "#8a6b4a", "#5b4632", "#138a5a"
BOXES = ("#b5793c", "#9c6a35", "#c58f55", "#7d5a34")


def draw(rng: random.Random, *, is_after: bool) -> bytes:
    """PNG of a corridor with an exit; boxes stand in it before, none after."""
    image = Image.new("RGB", SIZE, WALL)
    pen = ImageDraw.Draw(image)
    width, height = SIZE
    pen.polygon(
        [(0, height), (width, height), (width * 0.68, height * 0.55), (width * 0.32, height * 0.55)], fill=FLOOR
    )
    pen.rectangle([width * 0.42, height * 0.22, width * 0.58, height * 0.56], fill=DOOR, outline=FRAME, width=6)
    pen.rectangle([width * 0.44, height * 0.13, width * 0.56, height * 0.19], fill=SIGN if is_after else "#6d746f")
    pen.ellipse([width * 0.55, height * 0.38, width * 0.565, height * 0.4], fill="#e8c76a")
    if not is_after:
        _draw_boxes(pen, rng)
    return png_of(image)


def _draw_boxes(pen: ImageDraw.ImageDraw, rng: random.Random) -> None:
    width, height = SIZE
    for _ in range(rng.randint(6, 10)):
        left, size = rng.randint(int(width * 0.22), int(width * 0.7)), rng.randint(60, 140)
        bottom = rng.randint(int(height * 0.66), height - 20)
        pen.rectangle([left, bottom - size, left + size * 1.2, bottom], fill=rng.choice(BOXES), outline=FRAME, width=3)
        pen.line([left, bottom - size / 2, left + size * 1.2, bottom - size / 2], fill="#e4cfa6", width=8)


def write_photos(world: World, visits: list[Visit], written: list) -> None:
    """A photo before for some hazards, blocked passages and `officer`'s venues first, and after for the half that was
    rectified.
    """
    last_round = {paper.row.pk: row for paper, row in written}
    own = world.people["officer"]
    candidates = [(visit, each) for visit in visits for each in visit.found if each.paper and visit.day >= world.start]
    candidates.sort(
        key=lambda pair: (pair[1].item.name != DRAWN, pair[0].venue.responsible_id != own.pk, world.rng.random())
    )
    rectified = [pair for pair in candidates if pair[1].rectified_on][: WANTED // 2]
    waiting = [pair for pair in candidates if not pair[1].rectified_on][: WANTED - len(rectified)]
    for visit, found in rectified + waiting:
        slot = f"item-{found.item.pk}"
        _photo(world, visit.row, found.row, slot, Photo.Kind.BEFORE)
        if found.rectified_on:
            _photo(
                world,
                last_round[found.paper.row.pk],
                last_round[found.paper.row.pk],
                f"hazard-{found.row.pk}",
                Photo.Kind.AFTER,
            )


def _photo(world: World, form, subject, slot: str, kind: str) -> None:
    picture = draw(world.rng, is_after=kind == Photo.Kind.AFTER)
    write_photo(world, picture, form=form, subject=subject, slot=slot, kind=kind)
