"""What pages say of mediation: those of a dispute, the sessions of one, and what follows when it ended."""

from django.db.models import QuerySet

from baiyi.accounts.models import User
from baiyi.records.addresses import address_of
from baiyi.records.moves import available_moves
from baiyi.records.views import PageAction, StateMark
from baiyi.records.written import Key, written
from disputes.models import Dispute, Instalment, Kind, Mediation, MediationState, Session

AFTER = {
    (True, MediationState.PERFORMED): [
        "协议已履行，依法不予处罚（治安管理处罚法第九条）；关联案件可以调解结案",
    ],
    (False, MediationState.PERFORMED): [
        "协议已履行；涉及违反治安管理的，须当事人书面申请并经公安机关认可，方可不予处罚（治安管理处罚法第九条）",
    ],
    (True, MediationState.FAILED): [
        "依法给予治安管理处罚（程序规定第一百八十五条）",
        "告知当事人可以就民事争议向人民法院提起民事诉讼",
        "办案期限自调解未达成协议之日起重新计算",
    ],
    (True, MediationState.BREACHED): [
        "依法给予治安管理处罚（程序规定第一百八十五条）",
        "告知当事人可以就民事争议向人民法院提起民事诉讼",
        "办案期限自协议不履行之日起重新计算",
    ],
    (False, MediationState.FAILED): [
        "终止调解，告知当事人可以通过仲裁、行政、司法等途径维护权利（人民调解法第二十六条）",
    ],
    (False, MediationState.BREACHED): [
        "督促履行；协议经法院确认有效的，对方可以申请强制执行（人民调解法第三十三条）",
        "就协议的履行或者内容有争议的，可以向人民法院提起诉讼（人民调解法第三十二条）",
    ],
}  # by whether the police mediated, and how it ended
NEXT = {
    MediationState.PERFORMED: dict.fromkeys((True, False), ("resolve",)),
    MediationState.FAILED: {True: ("penalise", "litigate"), False: ("litigate",)},
    MediationState.BREACHED: {True: ("penalise", "litigate"), False: ("litigate",)},
}  # steps of the dispute


@written
def mediations_of(dispute: Key) -> QuerySet:
    """Those not voided, each with its agreement and how its term stands. One statement."""
    rows = Mediation.objects.current().filter(dispute=dispute)
    return rows.with_gravest().select_related("agreement").order_by("accepted_on", "pk")


@written
def parts_of(mediation: Key) -> QuerySet:
    return Instalment.objects.current().filter(mediation=mediation).with_gravest().order_by("number")


@written
def sessions_of(mediation: Key) -> QuerySet:
    return Session.objects.filter(mediation=mediation).order_by("number")


def marks_of(mediation: Mediation) -> list[StateMark]:
    """What was reached with its day, and what is next."""
    marks = [StateMark("受理", f"{mediation.accepted_on}", "done")]
    if mediation.sessions_held:
        marks.append(StateMark(f"调解 {mediation.sessions_held} 次", f"{mediation.held_on}", "done"))
    if mediation.agreed_on:
        marks.append(StateMark("达成协议", f"{mediation.agreed_on}", "done"))
    if mediation.ended_on:
        return [*marks, StateMark(mediation.get_state_display(), f"{mediation.ended_on}", "done")]
    marks[-1] = StateMark(marks[-1].label, marks[-1].note, "current")
    return [*marks, StateMark("履行" if mediation.agreed_on else "达成协议", "", "todo")]


def what_follows(mediation: Mediation) -> list[str]:
    """What the law says follows; nothing while it goes on."""
    return AFTER.get((mediation.is_by_police, mediation.state), [])


def next_steps(mediation: Mediation, user: User) -> list[PageAction]:
    """The dispute's own steps that follow, for whoever may make them now."""
    wanted = NEXT.get(mediation.state, {}).get(mediation.is_by_police, ())
    if not wanted or mediation.voided_at:
        return []
    found = {each.name: each.label for each in available_moves(mediation.dispute, user)}
    pk = mediation.dispute_id
    return [PageAction(found[name], address_of(f"disputes:dispute-{name}", pk)) for name in wanted if name in found]


def reason_after(dispute: Dispute) -> str:
    """How its last mediation ended: what the form of the next step begins with. One statement."""
    ended = dispute.mediations.current().filter(state__in=[MediationState.FAILED, MediationState.BREACHED])
    last = ended.order_by("-ended_on", "-pk").first()
    return f"{Kind(last.kind).label}{last.get_state_display()}：{last.end_reason}"[:200] if last else ""
