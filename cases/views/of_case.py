"""Pages of what belongs to a case lead to it."""

from baiyi.records.views import DetailPage, PageAction


class OfCase(DetailPage):
    def page_actions(self):
        case = self.object.case
        return [PageAction("案件", case.get_absolute_url(), "folder2"), *super().page_actions()]
