"""行动数据."""

from django.views.generic import TemplateView

from baiyi.figures import rights
from baiyi.figures.cards import cards
from baiyi.records import clock
from baiyi.records.policies import Needs
from baiyi.records.views import Page


class FigureBoard(Page, TemplateView):
    """Every figure of the user's units, each opening its list."""

    policy = Needs(rights.VIEW)
    template_name = "figures/board.html"
    title = "行动数据"

    def get_context_data(self, **kwargs):
        return super().get_context_data(board=cards(self.request.user, on=clock.today()), **kwargs)
