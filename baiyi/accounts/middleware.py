"""Session limits: idle time, the whole time, and the first-login change of password."""

import time

from django.shortcuts import redirect

from baiyi.accounts.sign_ins import BEGAN, SEEN, WRITE_EVERY, sign_out, why_over
from baiyi.records.policies import is_free, is_polled

FREE_PAGES = {"accounts:password", "accounts:logout"}  # besides free ones, while the password must be changed


class SessionLimits:
    """Sign out after SESSION_IDLE_SECONDS without a request, and SESSION_COOKIE_AGE after sign-in however busy; lead to
    the
    password page while it must be changed.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self._check_clocks(request)
        return self.get_response(request)

    def process_view(self, request, callback, args, kwargs):
        user, page = request.user, request.resolver_match.view_name
        if user.is_authenticated and not is_polled(callback):
            self._keep_awake(request.session)
        if user.is_authenticated and user.must_change_password and page not in FREE_PAGES and not is_free(callback):
            return redirect("accounts:password")
        return None

    def _check_clocks(self, request) -> None:
        now, session = int(time.time()), request.session
        session.setdefault(BEGAN, now)
        session.setdefault(SEEN, now)
        if (why := why_over(session)) is not None:
            sign_out(request, why)

    def _keep_awake(self, session) -> None:
        now = int(time.time())
        if now - session[SEEN] > WRITE_EVERY:
            session[SEEN] = now
