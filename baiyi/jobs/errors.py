"""Errors of what runs by itself in plain words: what it means and what to do; the technical name goes beside it."""

import re
from dataclasses import dataclass

TECHNICAL = re.compile(r"\b([A-Za-z_]*(?:Error|Exception|Exceeded))\b(?:: [^；]*?(?=；|。消除|$))?", re.DOTALL)
AWAY = "数据库或消息通道没有回应，先看这两项，恢复后自动重试"
DISK = "文件读写不了，请看磁盘空间和文件夹权限"
WORDS = {
    "OperationalError": AWAY,
    "InterfaceError": AWAY,
    "ConnectionError": AWAY,
    "ConnectionRefusedError": AWAY,
    "ConnectionResetError": AWAY,
    "TimeoutError": AWAY,
    "OSError": DISK,
    "PermissionError": DISK,
    "FileNotFoundError": DISK,
    "IntegrityError": "数据有冲突，没有写进去，请把技术信息转给维护人员",
    "MemoryError": "服务器内存不够，请看是否有别的程序占用",
    "SoftTimeLimitExceeded": "一次执行时间过长，已中断，之后接着做；反复出现请转给维护人员",
}
UNKNOWN = "程序出错，请把技术信息转给维护人员"


@dataclass(frozen=True)
class Explained:
    words: str
    technical: str = ""


def explain(text: str) -> Explained:
    """“甲：ValueError: no table；乙” → “甲：程序出错，…；乙” and “ValueError: no table”. A text without an error stays
    as it is.
    """
    technical = [found.group(0) for found in TECHNICAL.finditer(text)]
    return Explained(TECHNICAL.sub(lambda found: WORDS.get(found.group(1), UNKNOWN), text), "；".join(technical))
