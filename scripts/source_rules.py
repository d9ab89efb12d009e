"""Our own rules for source files, where no linter has one. Prints file:line: rule; ends with 1 when one is broken."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TEMPLATES = ("*.html",)
PAGES = ("*.html", "*.css", "*.js")
PYTHON = ("*.py",)
MAY_PUBLISH = ("baiyi/jobs", "tests")
TESTS = tuple(f"tests/{'*/' * depth}*.py" for depth in range(8))
# tests/moment.py sets the suite's clock and names the machine's, machine_now(); sitecustomize hands both to child
# processes.
MAY_READ_THE_MACHINES_CLOCK = ("tests/moment.py", "tests/travelling")


@dataclass(frozen=True)
class Rule:
    """`files` are patterns of paths; `allowed` are folders, or files, the rule does not hold for."""

    text: str
    pattern: re.Pattern
    files: tuple[str, ...]
    allowed: tuple[str, ...] = ()


def rule(text: str, pattern: str, *files: str, allowed: tuple[str, ...] = ()) -> Rule:
    return Rule(text, re.compile(pattern, re.IGNORECASE), files, allowed)


RULES = [
    rule(
        "publish through baiyi.jobs.hint",
        r"\.(?:delay|apply_async|delay_on_commit)\(|\bsend_task\(",
        *PYTHON,
        allowed=MAY_PUBLISH,
    ),
    rule("a state changes only through a move", r"\.update\([^()]*\bstate\s*=", *PYTHON, allowed=("tests",)),
    rule(
        "a base manager writes nothing in bulk: fields that follow others would stay behind (records/derived.py)",
        r"_base_manager\b[^\n]*\.(?:bulk_update|bulk_create|update)\(",
        *PYTHON,
        allowed=("baiyi/records/derived.py", "baiyi/records/resealing.py", "tests"),
    ),
    rule("refresh_from_db is for tests: get the row again", r"\brefresh_from_db\b", *PYTHON, allowed=("tests",)),
    rule(
        "a test does not read the machine's clock: clock.now() and clock.today(), or machine_now() of tests/moment.py",
        r"\btimezone\.now\b"
        r"|\blocal(?:date|time)\(\s*\)"
        r"|\bdate\.today\b|\bdatetime\.(?:now|utcnow|today)\b"
        r"|\btime\.(?:time|time_ns|clock_gettime|clock_gettime_ns|ctime|asctime|gmtime|localtime|strftime)\b"
        r"|\bfrom\s+time\s+import\b[^\n]*\b(?:time|time_ns|gmtime|localtime)\b"
        r"|\bfrom\s+django\.utils\.timezone\s+import\b[^\n]*\bnow\b"
        r"|\bescape_hatch\b",
        *TESTS,
        allowed=MAY_READ_THE_MACHINES_CLOCK,
    ),
    rule("nothing is declared safe", r"\bmark_safe\b|\bSafeString\b|\bSafeText\b", *PYTHON),
    rule("nothing is declared safe", r"\|\s*safe(?:seq)?\b|{%\s*autoescape\s+off", *TEMPLATES),
    rule("no inline style", r"<[^>]*\sstyle\s*=|<style\b", *TEMPLATES),
    rule("no inline handler", r"<[^>]*\son[a-z]+\s*=", *TEMPLATES),
    rule("no inline script", r"<script\b(?![^>]*\ssrc\s*=)", *TEMPLATES),
    rule("no javascript: address", r"javascript:", *TEMPLATES),
    rule("no hx-vals with a value of ours: use hidden fields", r"hx-vals\s*=\s*(?:\"[^\"]*{{|'[^']*{{)", *TEMPLATES),
    rule("quote attributes that carry a value", r"<[a-z][^<>]*\s[a-z-]+=(?!['\"])[^\s>]*{{", *TEMPLATES),
    rule("no address outside this machine", r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]", *PAGES),
]


def broken_rules(path: str, source: str) -> Iterator[tuple[int, str]]:
    """(line, text of the rule) for every breach in a file of that path, in the order of the rules."""
    for each in RULES:
        if not _holds_for(each, path):
            continue
        for match in each.pattern.finditer(source):
            yield source.count("\n", 0, match.start()) + 1, each.text


def _holds_for(each: Rule, path: str) -> bool:
    is_allowed = any(path == place or path.startswith(f"{place}/") for place in each.allowed)
    return not is_allowed and any(Path(path).match(pattern) for pattern in each.files)


def our_files() -> list[str]:
    """What git knows or would add: neither packages nor copied third-party files."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, capture_output=True, check=True, text=True).stdout  # noqa: S603 - fixed words
    return sorted(name for name in names.split("\0") if name and Path(name).is_file())


def main() -> int:
    myself = Path(__file__).resolve().relative_to(Path.cwd()).as_posix()
    found = 0
    for path in our_files():
        if path in {myself, "tests/jobs/test_source_rules.py"} or not path.endswith((".py", ".html", ".css", ".js")):
            continue
        for line, text in broken_rules(path, Path(path).read_text(encoding="utf-8")):
            sys.stdout.write(f"{path}:{line}: {text}\n")
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
