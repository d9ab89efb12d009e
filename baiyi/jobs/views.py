"""系统健康, for people and for monitors."""

from django.http import HttpRequest, JsonResponse
from django.views.generic import TemplateView

from baiyi.jobs.health import health_checks
from baiyi.jobs.rights import VIEW_HEALTH
from baiyi.records.policies import Needs, Public, policy


class HealthView(TemplateView):
    policy = Needs(VIEW_HEALTH)
    template_name = "jobs/health.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(title="系统健康", findings=health_checks.run(), **kwargs)


@policy(Public())
def alive(request: HttpRequest) -> JsonResponse:
    """The web process answers; says nothing about the rest."""
    return JsonResponse({"status": "ok"})
