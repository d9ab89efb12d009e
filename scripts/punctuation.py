"""Chinese text takes Chinese punctuation. Lists (or with --fix mends) ASCII punctuation beside Chinese characters.

Reads string literals of Python (not docstrings), text of templates, string literals of scripts, and the cells of seed
files.
What stands in {…} of an f-string, in {% %} and {{ }} of a template, or in ${…} of a script is code and left alone.
"""

import ast
import csv
import io
import re
import subprocess
import sys
import tokenize
from pathlib import Path

WIDE = {",": "\uff0c", ":": "\uff1a", ";": "\uff1b", "!": "\uff01", "?": "\uff1f", "(": "\uff08", ")": "\uff09"}
CHINESE = "\u4e00-\u9fff\u3001\u3002\u300a\u300b\u3014\u3015\u201c\u201d\uff08\uff09"
AFTER = re.compile(rf"(?<=[{CHINESE}])[,:;!?]|(?<![0-9A-Za-z])[,](?=[{CHINESE}])")
OPENS = re.compile(rf"(?<=[{CHINESE}])\(|\((?=[{CHINESE}])")
CODE = {
    ".py": re.compile(r"\{\{|\}\}|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"),
    ".html": re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<script.*?</script>", re.S),
    ".js": re.compile(r"\$\{[^}]*\}"),
}
SCRIPT_STRINGS = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`", re.S)


def widen(text: str, *, brackets: bool = True) -> str:
    """Full-width punctuation beside Chinese characters; brackets in pairs (in a pattern they are code)."""
    text = AFTER.sub(lambda found: WIDE[found.group()], text)
    if not brackets:
        return text
    chars, waiting = list(text), []
    opening = {found.start() for found in OPENS.finditer(text)}
    for place, char in enumerate(text):
        if char == "(":
            waiting.append(place)
        elif char == ")" and waiting:
            start = waiting.pop()
            if start in opening or re.match(rf"[{CHINESE}]", text[place - 1 : place]):
                chars[start], chars[place] = WIDE["("], WIDE[")"]
    return AFTER.sub(lambda found: WIDE[found.group()], "".join(chars))


def widen_around(text: str, code: re.Pattern | None, *, brackets: bool = True) -> str:
    """The same, with every stretch of code taken out before and put back after."""
    if code is None:
        return widen(text, brackets=brackets)
    kept = code.findall(text)
    parts = iter(kept)
    return re.sub("\ue000", lambda _: next(parts), widen(code.sub("\ue000", text), brackets=brackets))


def widen_python(source: str) -> str:
    lines = source.splitlines(keepends=True)
    skip = docstrings(source)
    changes = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.STRING and token.start not in skip:
            prefix = re.match(r"\w*", token.string).group().lower()
            wide = widen_around(token.string, CODE[".py"] if "f" in prefix else None, brackets="r" not in prefix)
            if wide != token.string:
                changes.append((token.start, token.end, wide))
    for (row, column), (last_row, last_column), wide in reversed(changes):
        head, tail = lines[row - 1][:column], lines[last_row - 1][last_column:]
        lines[row - 1 : last_row] = [head + wide + tail]
    return "".join(lines)


def docstrings(source: str) -> set[tuple[int, int]]:
    """Where docstrings begin: they are English."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            line = source.splitlines()[node.lineno - 1].encode()
            found.add((node.lineno, len(line[: node.col_offset].decode())))
    return found


def widen_script(source: str) -> str:
    return SCRIPT_STRINGS.sub(lambda found: widen_around(found.group(), CODE[".js"]), source)


def widen_table(source: str) -> str:
    rows = list(csv.reader(io.StringIO(source)))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[widen(cell) for cell in row] for row in rows])
    return out.getvalue()


def widened(path: Path) -> str:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return widen_python(source)
    if path.suffix == ".js":
        return widen_script(source)
    if path.suffix == ".csv":
        return widen_table(source)
    return widen_around(source, CODE[".html"])


def sources() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True).stdout.splitlines()  # noqa: S607
    seeds = [name for name in listed if "/seeds/" in name and name.endswith(".csv")]
    paths = [Path(name) for name in listed if name.endswith((".py", ".html", ".js"))] + [Path(name) for name in seeds]
    return [path for path in paths if path.exists() and path.name != "punctuation.py"]


def main() -> int:
    wrong = [path for path in sources() if widened(path) != path.read_text(encoding="utf-8")]
    for path in wrong:
        if "--fix" in sys.argv:
            path.write_text(widened(path), encoding="utf-8")
        else:
            sys.stdout.write(f"{path}: ASCII punctuation beside Chinese characters (scripts/punctuation.py --fix)\n")
    return 0 if "--fix" in sys.argv else bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
