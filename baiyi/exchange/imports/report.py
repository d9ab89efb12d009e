"""预检报告: what the page of a batch says of its rows."""

from dataclasses import dataclass

from baiyi.exchange.imports.ledgers import Ledger
from baiyi.exchange.imports.planning import labelled
from baiyi.exchange.models import ImportBatch, ImportedRow, ImportFinding

Kind = ImportFinding.Kind
SHOWN = 200  # findings on the page
WORDS = {"new": "将新增", "changed": "将更新", "same": "与现有相同", "wrong": "有误", "mended": "自动处理"}
DONE = {"new": "已新增", "changed": "已更新"}


@dataclass(frozen=True)
class Tally:
    """A number at the head of the report; `kind` are the findings it opens."""

    label: str
    count: int
    kind: str = ""
    measure: str = "行"


@dataclass(frozen=True)
class Report:
    batch: ImportBatch
    kind: str
    tallies: list[Tally]
    findings: list[ImportFinding]
    kept: list[ImportedRow]

    @property
    def is_cut(self) -> bool:
        return len(self.findings) == SHOWN

    @property
    def is_clean(self) -> bool:
        return not self.batch.wrong

    def heads_by_label(self, ledger: Ledger, user) -> dict[str, str]:
        """The head that was found, or said, for each column."""
        heads = {int(place): head for place, head in self.batch.heads.items()}
        return labelled(ledger, user, heads) | self.batch.mapping


def report_of(batch: ImportBatch, asked: str) -> Report:
    """`asked` is a kind of findings; what is wrong first. At most two statements."""
    kind = asked if asked in Kind.values else (Kind.WRONG if batch.wrong else Kind.CHANGED)
    findings = list(batch.findings.filter(kind=kind)[:SHOWN]) if batch.counts else []
    is_undone = batch.state == ImportBatch.State.UNDONE
    kept = list(batch.rows.filter(undo=ImportedRow.Undo.KEPT)[:SHOWN]) if is_undone else []
    return Report(batch, kind, _tallies(batch), findings, kept)


def _tallies(batch: ImportBatch) -> list[Tally]:
    counts = batch.counts
    if not counts:
        return []
    words = WORDS | (DONE if batch.state in {"done", "undoing", "undone"} else {})
    kinds = {"changed": Kind.CHANGED, "wrong": Kind.WRONG, "mended": Kind.MENDED}
    found = [Tally("共", counts.get("total", 0), Kind.TOLD)]
    for name, word in words.items():
        found.append(Tally(word, counts.get(name, 0), kinds.get(name, ""), "处" if name == "mended" else "行"))
    return found
