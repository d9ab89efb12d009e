"""The page that shows personal data in full after a reason was given."""

from baiyi.records.forms import RevealForm
from baiyi.records.moves import MoveRefused
from baiyi.records.revealing import reveal
from baiyi.records.views import RecordFormPage


class RevealPage(RecordFormPage):
    """A room says which fields of which record, and the right, in its address:

        path("<int:pk>/reveal/", RevealPage.as_view(model=Venue, fields=PERSONAL, policy=Needs(rights.REVEAL)))

    What was revealed stands in the answer to the POST alone: in no address, no session, and no cache (PrivateResponses
    says no-store, static/js/reveal.js takes it out of a page that is left); reading it again is another line.
    """

    form_class = RevealForm
    template_name = "records/reveal.html"
    title = "查看完整个人信息"
    submit_label = "查看（留痕）"
    keeps_drafts = False
    fields: tuple[str, ...] = ()

    def form_valid(self, form):
        try:
            shown = reveal(
                self.record, fields=self.fields, right=self.policy.right, by=self.request.user, **form.facts()
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        word = self.record._meta.verbose_name
        return self.render_to_response(self.get_context_data(form=form, revealed=shown, record_word=word))
