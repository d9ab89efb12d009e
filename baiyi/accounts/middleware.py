"""Session limits: idle time, and the first-login change of password."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect

SEEN = "seen_at"
WRITE_EVERY = 60  # seconds between two writes of the session for the idle clock
FREE_PAGES = {"accounts:password", "accounts:logout", "jobs:alive"}


class SessionLimits:
    """Sign out after SESSION_IDLE_SECONDS without a request; lead to the password page while it must be changed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self._keep_idle_clock(request)
        return self.get_response(request)

    def process_view(self, request, callback, args, kwargs):
        user = request.user
        if user.is_authenticated and user.must_change_password and request.resolver_match.view_name not in FREE_PAGES:
            return redirect("accounts:password")
        return None

    def _keep_idle_clock(self, request) -> None:
        now = int(time.time())
        seen = request.session.get(SEEN, now)
        if now - seen > settings.SESSION_IDLE_SECONDS:
            logout(request)
        elif now - seen > WRITE_EVERY or SEEN not in request.session:
            request.session[SEEN] = now
