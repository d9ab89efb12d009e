import pytest
from django.core.management.base import CommandError

from baiyi.records.management.commands import vendor_assets

ALARM = '<svg xmlns="http://www.w3.org/2000/svg" width="16" class="bi" viewBox="0 0 16 16">\n  <path d="M1"/>\n</svg>'


@pytest.fixture
def icons(tmp_path):
    (tmp_path / "alarm.svg").write_text(ALARM, encoding="utf-8")
    return tmp_path


def test_sprite_holds_each_icon_as_a_symbol_with_its_view_box(icons):
    symbol = '<symbol id="alarm" viewBox="0 0 16 16" fill="currentColor"><path d="M1"/></symbol>'
    assert vendor_assets.sprite(icons, ["alarm"]) == f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbol}\n</svg>\n'


def test_sprite_names_the_icons_that_do_not_exist(icons):
    with pytest.raises(CommandError, match="alarms、bells"):
        vendor_assets.sprite(icons, ["alarm", "alarms", "bells"])


def test_icon_list_skips_comments_and_repeats(tmp_path):
    (tmp_path / "icons.txt").write_text("# ours\nhouse\n\nalarm\nhouse\n", encoding="utf-8")
    assert vendor_assets.icon_names(tmp_path / "icons.txt") == ["alarm", "house"]


def test_stylesheet_loses_the_pointer_to_its_source_map(tmp_path):
    (tmp_path / "a.css").write_text("a{}\n/*# sourceMappingURL=a.css.map */", encoding="utf-8")
    assert vendor_assets.stylesheet(tmp_path / "a.css") == "a{}\n"
