"""The pages' files as they are collected: readable for every account, because a front proxy may serve them."""

from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage

from baiyi.records.private_folders import open_up


class ReadableStaticFiles(CompressedManifestStaticFilesStorage):
    """Also what whitenoise writes beside them, compressed, past the storage."""

    def __init__(self, *args, **kwargs) -> None:
        self._urls: dict[str, str] = {}
        super().__init__(*args, **kwargs | {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755})

    def url(self, name, force=False):
        """Looked up once a process: a page names twenty files."""
        if name not in self._urls:
            self._urls[name] = super().url(name, force)
        return self._urls[name]

    def post_process(self, *args, **kwargs):
        self._urls.clear()
        yield from super().post_process(*args, **kwargs)
        open_up(Path(self.location))
