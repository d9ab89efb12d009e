"""The deadlines of a notice: the rectification, and the reinspection after it."""

from baiyi.deadlines.kinds import register

RECTIFY = register("rectify", label="整改", sentence="{title}：整改期限{due}，{left}，请督促整改。")
RECHECK = register("recheck", label="复查", sentence="{title}：复查期限{due}，{left}，请安排复查。")
