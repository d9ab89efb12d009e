"""What a file is, and whether it may be opened at all: by name, first bytes and the table of contents of an archive.

Nothing is unpacked to disk, and no more is inflated than the archive declares.
"""

import io
import struct
import zipfile
import zlib
from enum import Enum
from pathlib import PurePosixPath, PureWindowsPath

from baiyi.exchange.workbooks import refusals
from baiyi.exchange.workbooks.refusals import WorkbookRefused

MEGA = 1024 * 1024
MOST_BYTES = 20 * MEGA
MOST_UNPACKED = 200 * MEGA  # as declared, and as it is
MOST_PARTS = 2_000
ZIPPED, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SEALED = "EncryptedPackage".encode("utf-16-le")  # the stream of a workbook with a password
CONTENTS, WORKBOOK, BINARY = "[Content_Types].xml", "xl/workbook.xml", "xl/workbook.bin"
ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".xz", ".bz2", ".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ole")
LOCAL_HEADER = struct.Struct("<4s22x2H")  # signature, lengths of name and extra
CHUNK = 64 * 1024


class Kind(Enum):
    XLSX = "xlsx"
    XLS = "xls"  # also .et of WPS
    CSV = "csv"


NAMED = {
    ".xlsx": {Kind.XLSX},
    ".xls": {Kind.XLS, Kind.XLSX},
    ".et": {Kind.XLS, Kind.XLSX},  # WPS names both so
    ".csv": {Kind.CSV},
}


def kind_of(name: str, content: bytes) -> Kind:
    """Raises WorkbookRefused, also for what is something else than its name says."""
    if not content:
        raise WorkbookRefused(refusals.EMPTY)
    if len(content) > MOST_BYTES:
        raise WorkbookRefused(refusals.TOO_HEAVY.format(most=MOST_BYTES // MEGA))
    named = NAMED.get(PurePosixPath(name.lower()).suffix)
    if named is None:
        raise WorkbookRefused(refusals.NOT_A_WORKBOOK)
    found = _found(content)
    if found not in named:
        raise WorkbookRefused(refusals.NOT_AS_NAMED)
    return found


def _found(content: bytes) -> Kind | None:
    if content.startswith(ZIPPED):
        _check_archive(content)
        return Kind.XLSX
    if content.startswith(COMPOUND):
        if SEALED in content:
            raise WorkbookRefused(refusals.ENCRYPTED)
        return Kind.XLS
    return None if _is_binary(content) else Kind.CSV


def _is_binary(content: bytes) -> bool:
    """UTF-16 holds zero bytes and says so by its mark."""
    return b"\0" in content[:CHUNK] and not content.startswith((b"\xff\xfe", b"\xfe\xff"))


def _check_archive(content: bytes) -> None:
    parts = _parts(content)
    if len(parts) > MOST_PARTS:
        raise WorkbookRefused(refusals.TOO_MANY_PARTS.format(most=MOST_PARTS))
    for part in parts:
        _check_part(part)
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise WorkbookRefused(refusals.TOO_LARGE.format(most=MOST_UNPACKED // MEGA))
    _check_names({part.filename for part in parts}, len(parts))
    for part in parts:
        _check_size(content, part)


def _parts(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError) as error:
        raise WorkbookRefused(refusals.DAMAGED) from error


def _check_part(part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 0x1:
        raise WorkbookRefused(refusals.ENCRYPTED)
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or _leads_out(part.filename):
        raise WorkbookRefused(refusals.STRANGE)
    if part.filename.lower().endswith(ARCHIVES):
        raise WorkbookRefused(refusals.NESTED)


def _leads_out(name: str) -> bool:
    """A name that would be written somewhere else when it is unpacked."""
    path, windows = PurePosixPath(name), PureWindowsPath(name)
    return path.is_absolute() or windows.is_absolute() or bool(windows.drive) or ".." in {*path.parts, *windows.parts}


def _check_names(names: set[str], count: int) -> None:
    if len(names) != count:
        raise WorkbookRefused(refusals.STRANGE)  # two of one name: readers differ on which they take
    if BINARY in names:
        raise WorkbookRefused(refusals.BINARY)
    if not {CONTENTS, WORKBOOK} <= names:
        raise WorkbookRefused(refusals.NOT_AS_NAMED)


def _check_size(content: bytes, part: zipfile.ZipInfo) -> None:
    """That a part is as large as it says: a reader that trusts the table of contents would go on without end."""
    begin = part.header_offset + LOCAL_HEADER.size
    try:
        signature, *lengths = LOCAL_HEADER.unpack(content[part.header_offset : begin])
    except struct.error as error:
        raise WorkbookRefused(refusals.DAMAGED) from error
    packed = content[begin + sum(lengths) :][: part.compress_size]
    if signature != ZIPPED or len(packed) != part.compress_size:
        raise WorkbookRefused(refusals.DAMAGED)
    is_stored = part.compress_type == zipfile.ZIP_STORED
    size = len(packed) if is_stored else _inflated(packed, most=part.file_size + 1)
    if size != part.file_size:
        raise WorkbookRefused(refusals.STRANGE if size > part.file_size else refusals.DAMAGED)


def _inflated(packed: bytes, *, most: int) -> int:
    """Bytes, counted up to `most` and thrown away. Raises WorkbookRefused."""
    engine, size, waiting = zlib.decompressobj(-zlib.MAX_WBITS), 0, packed
    try:
        while waiting and size < most:
            size += len(engine.decompress(waiting, min(CHUNK, most - size)))
            waiting = engine.unconsumed_tail
            if engine.eof:
                break
    except zlib.error as error:
        raise WorkbookRefused(refusals.DAMAGED) from error
    return size
