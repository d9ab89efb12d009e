import importlib.util
import subprocess
import sys

import pytest
from django.conf import settings

SCRIPT = settings.BASE_DIR / "scripts" / "source_rules.py"
spec = importlib.util.spec_from_file_location("source_rules", SCRIPT)
source_rules = importlib.util.module_from_spec(spec)
sys.modules["source_rules"] = source_rules
spec.loader.exec_module(source_rules)

PAGE = "templates/records/detail.html"
CODE = "inspections/services.py"
TEST = "tests/inspections/test_drafts.py"
REFUSED = [
    (CODE, "tick.delay(1)", "publish through"),
    (CODE, "tick.apply_async(args=[1])", "publish through"),
    (CODE, "app.send_task('tick')", "publish through"),
    (CODE, "notices.filter(pk=1).update(\n    state='issued')", "only through a move"),
    (CODE, "notice.refresh_from_db()", "refresh_from_db"),
    (CODE, "return mark_safe(text)", "declared safe"),
    (TEST, "today = dt.date.today()", "machine's clock"),
    (TEST, "now = dt.datetime.now(dt.UTC)", "machine's clock"),
    (TEST, "slot = Slot('x', timezone.now())", "machine's clock"),
    (TEST, "day = timezone.localdate()", "machine's clock"),
    (TEST, "at = timezone.localtime() + dt.timedelta(days=1)", "machine's clock"),
    (TEST, "at = localtime(\n)", "machine's clock"),
    (TEST, "seen = time.time() - 5", "machine's clock"),
    (TEST, "seen = time.time_ns()", "machine's clock"),
    (TEST, "year = time.localtime().tm_year", "machine's clock"),
    (TEST, "from time import sleep, time", "machine's clock"),
    (TEST, "from django.utils.timezone import localtime, now", "machine's clock"),
    (TEST, "real = time_machine.escape_hatch.time.time()", "machine's clock"),
    ("tests/test_home.py", "timezone.now()", "machine's clock"),
    ("tests/conftest.py", "timezone.now()", "machine's clock"),
    ("tests/faults/management/commands/die.py", "timezone.now()", "machine's clock"),
    (PAGE, "{{ text|safe }}", "declared safe"),
    (PAGE, "{{ text | safe }}", "declared safe"),
    (PAGE, "{% autoescape off %}", "declared safe"),
    (PAGE, '<p style="color:red">', "inline style"),
    (PAGE, '<p class="a"\n   style="color:red">', "inline style"),
    (PAGE, "<style>", "inline style"),
    (PAGE, '<a onclick="go()">', "inline handler"),
    (PAGE, "<script>go()</script>", "inline script"),
    (PAGE, '<a href="javascript:go()">', "javascript:"),
    (PAGE, """<a hx-vals='{"name": "{{ name }}"}'>""", "hx-vals"),
    (PAGE, "<input value={{ name }}>", "quote attributes"),
    (PAGE, '<input class="a" value=x{{ name }}>', "quote attributes"),
    (PAGE, '<img src="https://cdn.example.com/a.png">', "outside this machine"),
    (PAGE, '<img src="//cdn.example.com/a.png">', "outside this machine"),
    ("static/css/app.css", "a { background: url(http://example.com/a.png) }", "outside this machine"),
    ("static/js/app.js", "fetch('https://example.com/')", "outside this machine"),
]
ACCEPTED = [
    ("baiyi/jobs/publish.py", "task.apply_async(args=args)"),
    ("tests/inspections/test_moves.py", "notice.refresh_from_db()"),
    (CODE, "rows.update(closed_on=day)"),
    (CODE, "now = timezone.now()"),
    ("tests/moment.py", "return timezone.now()"),
    ("tests/travelling/sitecustomize.py", "time.time()"),
    (TEST, "on = clock.today() - dt.timedelta(days=1)"),
    (TEST, "lease_until = machine_now()"),
    (TEST, "time.sleep(0.1); time.monotonic()"),
    (TEST, "timezone.localdate(moment), localtime(moment)"),
    (TEST, "from django.utils.timezone import localtime"),
    (CODE, "is_delayed = True"),
    (PAGE, "{{ text|safe_name }}"),
    (PAGE, '<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
    (PAGE, "<script src=\"{% static 'js/app.js' %}\" defer></script>"),
    (PAGE, '<input value="{{ name }}" data-on="1">'),
    (PAGE, '<option value="1"{% if a == b %} selected{% endif %}>{{ a }}</option>'),
    ("static/js/app.js", "// plain words about a thing"),
]


@pytest.mark.parametrize(("path", "source", "text"), REFUSED)
def test_source_rules_refuse(path, source, text):
    found = list(source_rules.broken_rules(path, f"\n{source}\n"))
    assert [rule for line, rule in found if text in rule], found
    assert found[0][0] >= 2


@pytest.mark.parametrize(("path", "source"), ACCEPTED)
def test_source_rules_accept(path, source):
    assert list(source_rules.broken_rules(path, source)) == []


def test_source_rules_name_file_and_line_and_end_with_1(tmp_path):
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / "page.html").write_text("<p>\n{{ text|safe }}", encoding="utf-8")
    (tmp_path / "scripts").mkdir()
    copy = tmp_path / "scripts" / "source_rules.py"
    copy.write_text(SCRIPT.read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run([sys.executable, copy], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "page.html:2: nothing is declared safe\n")
