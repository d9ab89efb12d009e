"""Pages of legal bases and rules: what one says, a new one, a new version, an end."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from baiyi.deadlines import kinds, reference, rights
from baiyi.deadlines.models import LegalBasis, Rule
from baiyi.deadlines.reference_forms import BasisEndForm, BasisForm, RuleEndForm, RuleForm, VersionForm
from baiyi.deadlines.uses import uses_of
from baiyi.records.page_parts import PageAction, Section
from baiyi.records.policies import Needs
from baiyi.records.views import DetailPage, FormPage

RULES, BASES = ("期限规则", "deadlines:rule-list"), ("法律依据", "deadlines:basis-list")
NOT_LATE = "不逾期"


def said_length(rule: Rule) -> str:
    return f"{rule.length} 个{rule.get_measure_display()}"


class RuleDetail(DetailPage):
    policy = Needs(rights.VIEW_RULES)
    model = Rule
    related = ("basis",)
    breadcrumbs = (RULES,)

    def page_actions(self):
        is_last = self.object.effective_to is None
        if not is_last or not self.request.user.has_perm(rights.MANAGE_RULES):
            return []
        version = reverse("deadlines:rule-version", args=[self.object.pk])
        end = PageAction("停用", reverse("deadlines:rule-end", args=[self.object.pk]), "x-lg")
        return [PageAction("制定新版本", version, "plus-lg", is_primary=True), end]

    def sections(self):
        rule = self.object
        facts = [
            ("期限种类", kinds.label_of(rule.kind)),
            ("期限", said_length(rule)),
            ("上限天数", rule.max_length or "没有上限"),
            ("延期次数上限", f"{rule.max_extensions} 次"),
            ("宽限天数", f"{rule.grace} 天"),
            ("末日遇休顺延", "顺延" if rule.rolls else "不顺延"),
            ("起算事由", rule.starts_with),
            ("法律依据", rule.basis or "没有，本系统默认"),
            ("启用日期", rule.effective_from or "一直"),
            ("停用日期", rule.effective_to or "在用"),
            ("备注", rule.note or "无"),
        ]
        versions = Rule.objects.versions_of(rule.code).order_by("pk")
        return [
            Section("规则", facts),
            Section("各版本", template="deadlines/_versions.html", context={"versions": versions, "here": rule}),
            Section("使用情况", self._used(), is_aside=True),
        ]

    def _used(self) -> list:
        used = uses_of(self.object)
        return [
            ("未办结期限", f"{reference.open_under(self.object).count()} 项，按各自起算时的版本，不再改动"),
            ("选用它的", "、".join(used) or "没有场所类别选用；程序自动起算的事项不在此列"),
        ]


class BasisDetail(DetailPage):
    policy = Needs(rights.VIEW_RULES)
    model = LegalBasis
    breadcrumbs = (BASES,)

    def page_actions(self):
        if not self.request.user.has_perm(rights.MANAGE_RULES):
            return []
        return [PageAction("填写失效日期", reverse("deadlines:basis-end", args=[self.object.pk]), "pencil")]

    def sections(self):
        basis = self.object
        facts = [
            ("法规名称", basis.title),
            ("法规文号", basis.document_no or "未填"),
            ("制定机关", basis.issued_by or "未填"),
            ("条款", basis.article),
            ("内容", basis.summary),
            ("逾期后果", basis.sanction or "无"),
            ("施行日期", basis.effective_from or "未填"),
            ("失效日期", basis.effective_to or "有效"),
            ("备注", basis.note or "无"),
        ]
        rules = [(str(rule), said_length(rule)) for rule in basis.rules.all()]
        used = [("选用它的", "、".join(uses_of(basis)) or "没有")]
        return [Section("条款", facts), Section("以它为据的规则", rules), Section("使用情况", used, is_aside=True)]


class Managing(FormPage):
    policy = Needs(rights.MANAGE_RULES)


class BasisAdd(Managing):
    form_class = BasisForm
    title = "新增法律依据"
    success_text = "已新增，要用于通知书的，请到“场所类别”选用"
    breadcrumbs = (BASES,)
    cancel_url_name = "deadlines:basis-list"
    verb = staticmethod(reference.add_basis)


class BasisEnd(Managing):
    form_class = BasisEndForm
    template_name = "deadlines/basis_end.html"
    title = "填写失效日期"
    success_text = "已保存，已签发的文书不变"
    breadcrumbs = (BASES,)

    @cached_property
    def basis(self) -> LegalBasis:
        return get_object_or_404(LegalBasis.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_initial(self):
        return super().get_initial() | {"effective_to": self.basis.effective_to}

    def get_cancel_url(self) -> str:
        return self.basis.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(basis=self.basis, used=uses_of(self.basis), **kwargs)

    def perform(self, form):
        return reference.end_basis(self.basis, by=self.request.user, **form.facts())


class RuleAdd(Managing):
    form_class = RuleForm
    title = "新增期限规则"
    success_text = "已新增，到选用规则的地方（如“场所类别”）选定后才起作用"
    breadcrumbs = (RULES,)
    cancel_url_name = "deadlines:rule-list"
    verb = staticmethod(reference.add_rule)


class OfRule(Managing):
    """A form about the last version of a rule, whichever one the address names."""

    breadcrumbs = (RULES,)

    @cached_property
    def rule(self) -> Rule:
        named = get_object_or_404(Rule.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        return reference.lasting_version(named) or named

    def get_cancel_url(self) -> str:
        return self.rule.get_absolute_url()

    def get_context_data(self, **kwargs):
        count = reference.open_under(self.rule).count()
        return super().get_context_data(rule=self.rule, length=said_length(self.rule), count=count, **kwargs)


class RuleVersion(OfRule):
    form_class = VersionForm
    template_name = "deadlines/rule_version.html"
    title = "制定新版本"
    success_text = staticmethod(
        lambda done: f"已制定，{done.effective_from} 起起算的期限按新版本；已有的期限都没有改动"
    )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"rule": self.rule}

    def get_initial(self):
        names = ("label", *reference.COUNTED, "note")
        shown = {name: getattr(self.rule, name) for name in names} | {"basis": self.rule.basis_id}
        return super().get_initial() | shown

    def perform(self, form):
        return reference.add_version(self.rule, by=self.request.user, **form.facts())


class RuleEnd(OfRule):
    form_class = RuleEndForm
    template_name = "deadlines/rule_end.html"
    title = submit_label = "停用规则"
    success_text = staticmethod(
        lambda done: f"到 {done.effective_to} 停用" if done.effective_to else "已撤销新版本，原版本继续使用"
    )

    def perform(self, form):
        return reference.end_rule(self.rule, by=self.request.user, **form.facts())
