"""Start-up checks: the project does not start when a URL has no policy or a mandatory hook is empty."""

from django.core import checks

from baiyi.records.hooks import mandatory
from baiyi.records.policies import policy_of, walk_urls


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
