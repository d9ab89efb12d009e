"""Copy the third-party files the pages use from node_modules into static/vendor/ (ignored by git)."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

STYLESHEET = "bootstrap/dist/css/bootstrap.min.css"
ICONS = "bootstrap-icons/icons"
ICON_LIST = "icons.txt"
SPRITE = "icons.svg"
SVG = re.compile(r'<svg\b[^>]*\bviewBox="(?P<box>[^"]+)"[^>]*>(?P<body>.*)</svg>', re.DOTALL)
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")


class Command(BaseCommand):
    help = "从 node_modules 复制界面所需的第三方文件（样式表、图标）"
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        modules = settings.BASE_DIR / "node_modules"
        static = settings.BASE_DIR / "static"
        if not (modules / STYLESHEET).exists():
            raise CommandError("node_modules 里没有 bootstrap；先运行 make setup")
        write_if_changed(static / "vendor" / "bootstrap.min.css", stylesheet(modules / STYLESHEET))
        write_if_changed(static / "vendor" / SPRITE, sprite(modules / ICONS, icon_names(static / ICON_LIST)))


def stylesheet(path: Path) -> str:
    """The stylesheet without the pointer to its source map, which is not served."""
    return SOURCE_MAP.sub("", path.read_text(encoding="utf-8"))


def icon_names(path: Path) -> list[str]:
    """One icon a line; blank lines and lines that begin with # do not count."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return sorted({line for line in lines if line and not line.startswith("#")})


def sprite(folder: Path, names: list[str]) -> str:
    if missing := [name for name in names if not (folder / f"{name}.svg").exists()]:
        raise CommandError(f"{ICON_LIST} 里的图标不存在：{'、'.join(missing)}")
    symbols = "\n".join(symbol(name, (folder / f"{name}.svg").read_text(encoding="utf-8")) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def symbol(name: str, svg: str) -> str:
    match = SVG.search(svg)
    if match is None:
        raise CommandError(f"图标 {name} 不是可用的 SVG")
    body = re.sub(r"\s*\n\s*", "", match["body"])
    return f'<symbol id="{name}" viewBox="{match["box"]}" fill="currentColor">{body}</symbol>'


def write_if_changed(path: Path, text: str) -> None:
    """Write through a neighbour file, so that a reader never sees half of it."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o755)  # part of the program, not of the installation: closed to nobody
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    draft.chmod(0o644)
    draft.replace(path)
