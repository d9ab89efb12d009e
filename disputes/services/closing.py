"""What a dispute lacks before it can be closed: papers of its file, and what was agreed and is not performed."""

from disputes.models import Dispute, Form, Instalment, Kind, Mediation, MediationState, PaperKind

Required = PaperKind.Required
AGREEMENT, ORAL = "agreement", "oral_agreement"  # codes of paper kinds


def missing_papers(dispute: Dispute) -> list[PaperKind]:
    """Required papers that are not filed. Three statements at most.

    治安调解 and 人民调解 need the papers of a file, with an agreement also those of an agreement; 现场调解 only the
    agreement, and none when it was recorded. An agreement by word of mouth has its register instead of the paper.
    """
    mediations = list(dispute.mediations.current().select_related("agreement"))
    levels, codes = _wanted(mediations)
    if not levels and not codes:
        return []
    filed = set(dispute.papers.values_list("kind_id", flat=True))
    kinds = [each for each in PaperKind.objects.all() if each.pk not in filed]
    return [each for each in kinds if each.code in codes or (each.required in levels and each.code != AGREEMENT)]


def _wanted(mediations: list[Mediation]) -> tuple[set[str], set[str]]:
    """Levels of papers, and single ones by code."""
    levels, codes = set(), set()
    for mediation in mediations:
        agreement = getattr(mediation, "agreement", None)
        if mediation.kind != Kind.ON_SCENE:
            levels.add(Required.FILE)
        if agreement is None or agreement.form == Form.RECORDED:
            continue
        if mediation.kind != Kind.ON_SCENE:
            levels.add(Required.AGREED)
        codes.add(ORAL if agreement.form == Form.ORAL else AGREEMENT)
    return levels, codes


def unkept(dispute: Dispute) -> list[str]:
    """What of its last agreement is not performed, in sentences; nothing once the dispute was settled in another way
    after that one was broken. Two statements at most.
    """
    last = dispute.mediations.current().exclude(agreed_on=None).order_by("-agreed_on", "-pk").first()
    if last is None or last.state == MediationState.PERFORMED or _is_replaced(last, dispute):
        return []
    parts = last.instalments.current().exclude(state="performed")
    return [_said(each) for each in parts] or [f"{last.get_kind_display()}协议还没有确认履行"]


def _is_replaced(mediation: Mediation, dispute: Dispute) -> bool:
    is_broken = mediation.state == MediationState.BREACHED
    return is_broken and dispute.resolved_on is not None and mediation.ended_on <= dispute.resolved_on


def _said(part: Instalment) -> str:
    return f"第{part.number}期{part.what}（{part.due_on:%Y-%m-%d} 前）{part.get_state_display()}"
