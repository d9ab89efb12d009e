"""The log: nothing that leaves a handler holds an identity or mobile number, nor a line that somebody made up."""

import io
import logging
from logging.config import dictConfig

import pytest
from django.conf import settings

FORGED = "2022-07-21 10:00:00,000 INFO baiyi 假的一行"


@pytest.fixture
def log():
    """What the console handler of the settings writes."""
    dictConfig(settings.LOGGING)
    handler, stream = logging.getLogger().handlers[-1], io.StringIO()
    own = logging.StreamHandler(stream)
    own.setFormatter(handler.formatter)
    own.filters = list(handler.filters)
    logger = logging.getLogger("baiyi.test")
    logger.handlers, logger.propagate = [own], False
    return logger, stream


@pytest.fixture(autouse=True)
def keep_handlers():
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    yield
    root.handlers[:], root.level = before


def raise_with(text: str):
    raise ValueError(text)


def test_message_is_one_line_without_numbers(log):
    logger, stream = log
    logger.info("登录 %s", "a\n伪造行 13912345678\x1b[31m")
    assert stream.getvalue().count("\n") == 1
    assert "登录 a 伪造行 139****5678 [31m" in stream.getvalue()


def test_traceback_keeps_its_lines_and_loses_the_numbers(log):
    logger, stream = log
    try:
        raise_with("000000201001010018 13912345678")
    except ValueError:
        logger.exception("出错")
    text = stream.getvalue()
    assert "0****************8 139****5678" in text
    assert "13912345678" not in text
    assert "000000201001010018" not in text
    assert text.count("\n") > 3


def test_text_of_an_exception_cannot_pose_as_a_line_of_the_log(log):
    logger, stream = log
    try:
        raise_with(f"x\n{FORGED}\r\x1b[31m")
    except ValueError:
        logger.exception("出错")
    assert FORGED in stream.getvalue()
    assert not [line for line in stream.getvalue().splitlines()[1:] if not line.startswith("    ")]
    assert "\x1b" not in stream.getvalue()
    assert "\r" not in stream.getvalue()


def test_traceback_that_another_handler_wrote_first_is_masked_too(log):
    logger, stream = log
    first = logging.StreamHandler(io.StringIO())
    logger.handlers.insert(0, first)
    try:
        raise_with("13912345678")
    except ValueError:
        logger.error("出错", exc_info=True, stack_info=True)
    assert "13912345678" in first.stream.getvalue()
    assert "13912345678" not in stream.getvalue()
    assert "Stack (most recent call last)" in stream.getvalue()


def test_no_logger_of_django_writes_beside_the_masked_handler():
    dictConfig(settings.LOGGING)
    assert logging.getLogger("django").handlers == []
