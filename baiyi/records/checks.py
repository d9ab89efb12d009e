"""Start-up checks: the project does not start when a URL has no policy or a mandatory hook is empty."""

from django.core import checks

from baiyi.records.hooks import mandatory
from baiyi.records.policies import policy_of, walk_urls
from baiyi.records.recordviews import declared


@checks.register("baiyi")
def every_url_has_a_policy(app_configs, **kwargs):
    return [
        checks.Error(f"URL {name} ({pattern.pattern}) declares no policy", id="baiyi.E001")
        for name, pattern in walk_urls()
        if policy_of(pattern.callback) is None
    ]


@checks.register("baiyi")
def mandatory_hooks_are_filled(app_configs, **kwargs):
    return [checks.Error(f"hook {name} is empty", id="baiyi.E002") for name, hook in mandatory.items() if not hook]


@checks.register("baiyi")
def moves_of_pages_are_steps(app_configs, **kwargs):
    list(walk_urls())  # the pages are declared where the addresses are
    return [
        checks.Error(f"{views.name}: {problem}", id="baiyi.E005") for views in declared for problem in views.problems()
    ]
