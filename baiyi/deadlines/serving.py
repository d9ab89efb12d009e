"""送达: how a document reaches whom it is for, and its deadline (公安机关办理行政案件程序规定第三十六条)."""

from django.db import models

from baiyi.deadlines.kinds import register

SERVE = register("serve", label="送达", sentence="{title}：送达期限{due}，{left}，请尽快送达并登记。")


class Way(models.TextChoices):
    """公告 is none of them: it counts 60 days after it was published, when every term of these documents is over."""

    IN_PERSON = "in_person", "当场交付"
    SUBSTITUTE = "substitute", "代收"
    LEFT = "left", "留置"
    ELECTRONIC = "electronic", "电子回执"
    POST = "post", "邮寄"
    ENTRUSTED = "entrusted", "委托送达"
