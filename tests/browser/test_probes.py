"""What examines the pages finds each barrier it is there for, and is content with a page without any."""

import pytest

from tests.browser.access import AXE, PROBES, Size, examine

PHONE = Size("phone", 360, 640, least=44, is_examined_by_axe=True, is_tabbed=True)
PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><title>页面</title><meta name="viewport" content="width=device-width">
<style>body {{ margin: 8px; color: #222 }} button {{ min-width: 60px; min-height: 48px }} p {{ margin: 8px 0 }}
:focus-visible {{ outline: 3px solid #f5b700 }} main {{ scroll-padding: 90px }} {style}</style></head>
<body><main><h1>标题</h1><p>一段文字</p><button id="one">保存</button>{body}</main></body></html>"""
BROKEN = {
    "too wide": ("", '<div style="width: 420px">宽</div>', "px too wide"),
    "cut off": (
        "",
        '<div style="width: 60px; overflow: hidden; white-space: nowrap">一句比格子长得多的话</div>',
        "cut off in div",
    ),
    "sticks out": (
        "",
        '<button style="width: 60px; white-space: nowrap">比按钮长得多的字样</button>',
        "sticks out of button",
    ),
    "overlapping": ("", '<p style="margin-bottom: -28px">前一段文字</p><p>后一段文字</p>', "over “"),
    "small target": ("#one { min-height: 30px; height: 30px }", "", "60×30"),
    "no sign of the focus": ("#one:focus-visible { outline: none }", "", "no sign of the focus on button"),
    "focus under a bar": (
        ".bar { position: fixed; left: 0; right: 0; bottom: 0; height: 90px; background: #fff }",
        '<div style="height: 900px"></div><button>末尾</button><div class="bar"></div>',
        "focus hidden: button",
    ),
    "low contrast": ("p { color: #aaa }", "", "axe color-contrast"),
    "no label": ("input { width: 90%; height: 48px }", "<input type=text>", "axe label"),
}

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="needs axe-core: npm ci (make setup-test)")


@pytest.fixture
def blank(browser):
    context = browser.new_context(viewport={"width": 360, "height": 640}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def problems_of(page, style: str, body: str) -> list[str]:
    page.set_content(PAGE.format(style=style, body=body))
    page.evaluate(PROBES)
    return examine(page, [PHONE], axe=True)


def test_page_without_barriers_has_no_problem(blank):
    assert problems_of(blank, "", "") == []


@pytest.mark.parametrize("barrier", BROKEN)
def test_barrier_is_found(blank, barrier):
    style, body, sentence = BROKEN[barrier]
    assert any(sentence in each for each in problems_of(blank, style, body))
