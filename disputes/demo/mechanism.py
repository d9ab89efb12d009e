"""“1234”机制 of the demonstration. What the local one says is not published: its wording is an example, and says so."""

from campaigns.demo import World
from disputes.models import Mechanism, PaperKind, Stage

NAME = "矛盾纠纷“1234”排查化解机制（示例）"
NOTE = "示例，非本地原文：1 个平台登记、2 本台账（隐性、显性）、3 级联动（所、街道、区）、4 步闭环。"
# name, who completes it, natural days, what completes it, papers
STAGES = (
    ("摸排登记", Stage.Actor.OFFICER, None, Stage.Ends.REGISTERED, ()),
    ("研判分级", Stage.Actor.CHIEF, 1, Stage.Ends.GRADED, ()),
    ("联动化解", Stage.Actor.OFFICER, 15, Stage.Ends.RESOLVED, ()),
    ("回访销号", Stage.Actor.CHIEF, 30, Stage.Ends.CLOSED, ("follow_up",)),
)
IN_FORCE_SINCE = -200


def plant_mechanism(world: World) -> Mechanism:
    since = world.day(IN_FORCE_SINCE)
    facts = {"name": NAME, "note": NOTE, "effective_from": since, "created_at": world.at(since, (9, 11))}
    mechanism = Mechanism.objects.create(created_by=world.people["office"], **facts)
    for position, (name, actor, length, ends_with, papers) in enumerate(STAGES, 1):
        stage = Stage.objects.create(
            mechanism=mechanism, position=position, name=name, actor=actor, length=length, ends_with=ends_with
        )
        stage.papers.set(PaperKind.objects.filter(code__in=papers))
    return mechanism
