"""What a closing needs: of each rectified hazard a photo taken now, which was never shown before."""

from collections.abc import Iterable

from baiyi.exchange.models import Photo
from baiyi.exchange.photos import shown_before
from inspections.models import Hazard, RectificationNotice

NO_PHOTO = "销号须有整改后照片，请先拍照"
OLD_PHOTO = "这张整改后照片此前已经用过，请到现场重新拍照"


def slot_of(hazard: Hazard) -> str:
    """Its place in the form of a round, for what was found and for the photos of it."""
    return f"hazard-{hazard.pk}"


def find_gaps(
    notice: RectificationNotice, results: dict[Hazard, bool], photos: Iterable[Photo]
) -> list[tuple[Hazard, str]]:
    """Rectified hazards without a photo of their own, each with the sentence for the user. What was imported from
    before the system is excepted. One statement, none without photos.
    """
    if notice.is_imported:
        return []
    photos = list(photos)
    old = {photo.slot for photo in shown_before(photos)}
    taken = {photo.slot for photo in photos}
    rectified = [hazard for hazard, is_rectified in results.items() if is_rectified]
    missing = [(hazard, NO_PHOTO) for hazard in rectified if slot_of(hazard) not in taken]
    return missing + [(hazard, OLD_PHOTO) for hazard in rectified if slot_of(hazard) in old]


def owners_of(photos: Iterable[Photo], results: dict[Hazard, bool], round_) -> list[tuple[Photo, object]]:
    """A photo of a rectified hazard belongs to the hazard; the rest to the round."""
    closed = {slot_of(hazard): hazard for hazard, is_rectified in results.items() if is_rectified}
    return [(photo, closed.get(photo.slot, round_)) for photo in photos]
