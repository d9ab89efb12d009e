"""What lies in the folder of an installation is closed, however it came there."""

import os
import stat

import pytest

from baiyi.jobs import service_checks
from baiyi.records import private_folders


@pytest.fixture(autouse=True)
def umask():
    """Open to everybody, as careless as a start can be; the umask of the tests comes back."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def var(tmp_path):
    """An installation of before: everything open."""
    folder = tmp_path / "var"
    for name in ("media/photos", "broker/queue", "static/css"):
        (folder / name).mkdir(parents=True)
    for name in (
        "db.sqlite3",
        "db.sqlite3-wal",
        "secret_key",
        "media/photos/1.jpg",
        "broker/queue/1.msg",
        "static/css/site.css.gz",
    ):
        (folder / name).write_text("x")
    return folder


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_start_closes_folder_and_entries(var):
    private_folders.close_installation(var)
    assert mode(var) == 0o711
    assert {mode(path) & 0o077 for path in var.iterdir() if path.name != "static"} == {0}
    assert mode(var / "static") == 0o755
    assert private_folders.open_to_others(var) == []


def test_start_closes_what_the_process_makes_afterwards(var):
    private_folders.close_installation(var)
    (var / "new").write_text("x")
    (var / "folder").mkdir()
    assert (mode(var / "new"), mode(var / "folder")) == (0o600, 0o700)


def test_start_makes_a_missing_folder_and_leaves_a_tighter_one(tmp_path):
    private_folders.close_installation(tmp_path / "made")
    assert mode(tmp_path / "made") == 0o711
    (tmp_path / "tight").mkdir(mode=0o700)
    private_folders.close_installation(tmp_path / "tight")
    assert mode(tmp_path / "tight") == 0o700


def test_tighten_reaches_what_lies_deep_and_elsewhere(var, tmp_path):
    elsewhere = tmp_path / "photos"
    (elsewhere / "2026").mkdir(parents=True)
    (elsewhere / "2026" / "1.jpg").write_text("x")
    private_folders.tighten(var, elsewhere)
    closed = [*(var / "media").rglob("*"), *(var / "broker").rglob("*"), elsewhere, *elsewhere.rglob("*")]
    assert len(closed) == 7
    assert {mode(path) & 0o077 for path in closed} == {0}
    assert (mode(var / "static" / "css"), mode(var / "static" / "css" / "site.css.gz")) == (0o755, 0o644)


def test_tighten_follows_no_link_and_touches_no_shared_folder(var, tmp_path):
    others = tmp_path / "others"
    others.mkdir()
    (others / "file").write_text("x")
    (var / "link").symlink_to(others)
    others_file = mode(others / "file")
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    private_folders.tighten(var, shared)
    assert (mode(others / "file"), mode(shared)) == (others_file, 0o1777)
    assert private_folders.open_to_others(var, shared) == [shared]


def test_health_names_what_others_can_open(var, settings):
    settings.VAR_DIR, settings.PRIVATE_PLACES = var, [var / "media"]
    private_folders.close_installation(var)
    assert service_checks.folder_rights().level == "ok"
    (var / "db.sqlite3").chmod(0o644)
    found = service_checks.folder_rights()
    assert found.level == "fail"
    assert str(var / "db.sqlite3") in found.text
    (var / "db.sqlite3").chmod(0o600)
    (var / "static").chmod(0o777)
    assert str(var / "static") in service_checks.folder_rights().text
