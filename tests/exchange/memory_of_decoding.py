"""A process of its own: decodes the file that is named in so many threads at once, and prints how much the largest
memory it ever had grew by, in MB, and how many of them were taken. DJANGO_SETTINGS_MODULE is set by who starts it.
"""

import resource
import sys
import threading
from pathlib import Path


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(path: str, threads: int) -> None:
    import django  # noqa: PLC0415 - settings first

    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    from baiyi.exchange import turns  # noqa: PLC0415
    from baiyi.exchange.decoding import reencode  # noqa: PLC0415
    from tests.exchange.pictures import jpeg  # noqa: PLC0415

    turns.PATIENCE = 60
    reencode(SimpleUploadedFile("a", jpeg()))
    before, content, taken = peak(), Path(path).read_bytes(), []
    decode = lambda: taken.append(reencode(SimpleUploadedFile("a", content)))  # noqa: E731
    running = [threading.Thread(target=decode) for _ in range(threads)]
    for each in running:
        each.start()
    for each in running:
        each.join()
    print(round(peak() - before), len(taken))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
