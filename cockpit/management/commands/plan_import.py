"""Import a responsibility list from a CSV file; importing again updates by code."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from baiyi.accounts.models import User
from baiyi.exchange.sheets import Unreadable, rows_of
from baiyi.journal.services import acting
from baiyi.records import clock
from campaigns.models import Campaign
from campaigns.services.plan_import import ImportRefused, import_items

SEED = Path(__file__).resolve().parents[2] / "seeds" / "items.csv"


class Command(BaseCommand):
    help = "导入责任清单（CSV）。再次导入按编号更新；任何一行有误则整批不导入"

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=SEED, help="默认为随系统提供的样例清单")
        parser.add_argument("--campaign", type=int, help="专项行动的编号（默认：今天在办的行动）")
        parser.add_argument("--by", required=True, help="以谁的名义导入：专班管理员的账号")

    def handle(self, *args, file: Path, campaign: int | None = None, by: str, **options):
        person = User.objects.filter(username=by, is_active=True).first()
        chosen = Campaign.objects.filter(pk=campaign).first() if campaign else Campaign.objects.at_hand(clock.today())
        if person is None:
            raise CommandError(f"没有账号“{by}”，或已停用")
        if chosen is None:
            raise CommandError("没有这个专项行动")
        with acting(person):
            done = self._import(chosen, file, person)
        self.stdout.write(f"{chosen}：新增 {done.created} 条，更新 {done.changed} 条，未变 {done.same} 条")
        if done.left_alone:
            self.stdout.write(f"文件里没有、保持原样的 {len(done.left_alone)} 条：{'、'.join(done.left_alone)}")

    def _import(self, campaign, file: Path, person):
        try:
            return import_items(campaign, read_rows(file), by=person)
        except ImportRefused as refusal:
            raise CommandError("没有导入。请改正后再导：\n" + "\n".join(refusal.problems)) from refusal
        except PermissionDenied as refusal:
            raise CommandError(f"{person}不是专班管理员，不能导入责任清单") from refusal


def read_rows(file: Path) -> list[dict[str, str]]:
    """Rows of a CSV file, also as Excel saves it. Raises CommandError."""
    try:
        return rows_of(file.read_bytes())
    except FileNotFoundError as error:
        raise CommandError(f"没有文件 {file}") from error
    except Unreadable as refusal:
        raise CommandError(f"{file} {refusal}") from refusal
