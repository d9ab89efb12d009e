"""任职: given, moved, ended, and stood in for."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from baiyi.accounts import services
from baiyi.accounts.holdings import held_by
from baiyi.accounts.models import Posting
from baiyi.accounts.people import services as people
from baiyi.accounts.people.forms import MoveForm, PostForm, PostingEndForm, StandInForm
from baiyi.accounts.people.views import AboutPerson
from baiyi.records import clock
from baiyi.records.page_parts import Warned


class PostingAdd(AboutPerson):
    form_class = PostForm
    title = "派岗"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": services.valid_units()}

    def perform(self, form):
        return people.add_posting(self.person, by=self.request.user, **form.facts())


class AboutPosting(AboutPerson):
    """A form about one posting of the person; one that is over is changed no more."""

    template_name = "accounts/posting_form.html"
    verb = None

    def pk_of_person(self, pk: int) -> int:
        self.posting = get_object_or_404(Posting.objects.select_related("unit", "user"), pk=pk)
        return self.posting.user_id

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"posting": self.posting}

    def perform(self, form):
        return self.verb(self.posting, by=self.request.user, **form.facts())

    def get_context_data(self, **kwargs):
        return super().get_context_data(posting=self.posting, **kwargs)


class Leaving(AboutPosting):
    """Somebody leaves a unit: what hangs on him there is still his."""

    def success_text(self, posting) -> str:
        count = sum(len(rows) for rows in held_by(self.person).values())
        return Warned(f"已保存。{self.person}名下还有 {count} 项，请本人、所长或专班办理交接") if count else "已保存"


class PostingMove(Leaving):
    form_class = MoveForm
    title = "调动"
    submit_label = "调动"
    verb = staticmethod(people.move_person)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": services.valid_units()}


class PostingEnd(Leaving):
    form_class = PostingEndForm
    title = "结束任职"
    submit_label = "结束任职"
    verb = staticmethod(people.end_posting)


class PostingStandIn(AboutPosting):
    """代理: somebody else holds the role from day to day."""

    form_class = StandInForm
    title = "指定代理人"
    submit_label = "指定代理人"
    verb = staticmethod(people.stand_in)

    @cached_property
    def candidates(self):
        return people.may_stand_in(self.posting, clock.today())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": self.candidates}
