"""What holds for every request: the policy gate, private responses, refusals as pages, answers to forms that were sent
by a script.
"""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse

from baiyi.records import errors, returned
from baiyi.records.moves import MoveRefused, StaleRecord
from baiyi.records.policies import policy_of


class PolicyGate:
    """Refuse a request that the view's policy does not admit, before the view runs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, callback, args, kwargs):
        declared = policy_of(callback)
        if declared is None:
            raise PermissionDenied("")
        if declared.admits(request.user):
            return None
        return returned.after_session_end(request)


class RefusalPages:
    """A refused move or a stale save is an answer (409), never a 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, StaleRecord):
            return errors.stale(request, exception)
        if isinstance(exception, MoveRefused):
            return errors.refused(request, exception)
        return None


class PrivateResponses:
    """Pages of a signed-in user are kept by no cache: nothing is left behind after sign-out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class ScriptedForms:
    """A form that a script sends (`X-Requested-With: form`) learns where to go instead of being led there: the page it
    stands on stays until the next one comes.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.headers.get("X-Requested-With") != "form" or not response.has_header("Location"):
            return response
        answer = JsonResponse({"location": response["Location"]}, headers={"Cache-Control": "private, no-store"})
        answer.cookies = response.cookies
        return answer
