"""Photos one by one: upload, show, take back."""

import uuid

from django import forms
from django.http import FileResponse, Http404, JsonResponse
from django.urls import reverse
from django.views.generic import View

from baiyi.exchange import rights
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import add_photo, find_visible, remove_unattached, withdraw_upload
from baiyi.exchange.refusals import PhotoBusy, PhotoRefused, PhotoWithdrawn
from baiyi.records.form_payload import as_uuid
from baiyi.records.policies import Needs, SignedIn

TOO_LATE = "记录已提交，照片不能再删除"
REFUSED = 422
STATUS = {PhotoBusy: 503, PhotoWithdrawn: 410}  # of refusals that are about another thing than the picture


class UploadForm(forms.Form):
    """A page that was open before uploads had keys sends none."""

    key = forms.UUIDField(required=False)
    client_uuid = forms.UUIDField()
    slot = forms.RegexField(r"^[a-z0-9-]{1,40}$")
    kind = forms.ChoiceField(choices=Photo.Kind.choices)
    photo = forms.FileField(allow_empty_file=True)


class PhotoUpload(View):
    """POST one photo of a form; answers JSON, the same to the same key. A refusal has the sentence for the user: 422,
    410 for what was withdrawn, 503 for what may come again.
    """

    policy = Needs(rights.UPLOAD)
    http_method_names = ["post"]

    def post(self, request):
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return JsonResponse({"error": "照片没有传上，请重试"}, status=REFUSED)
        facts = form.cleaned_data
        try:
            photo = add_photo(upload=facts.pop("photo"), by=request.user, **facts)
        except PhotoRefused as refusal:
            return JsonResponse({"error": str(refusal)}, status=STATUS.get(type(refusal), REFUSED))
        return JsonResponse(
            {"uuid": str(photo.uuid), "url": reverse("exchange:photo", args=[photo.uuid]), "size": photo.size},
            status=201,
        )


class PhotoFile(View):
    """The picture, for those who may see it; no cache keeps it."""

    policy = SignedIn()

    def get(self, request, photo: uuid.UUID):
        found = _photo_or_404(request.user, photo)
        try:
            content = found.file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        response = FileResponse(content, content_type="image/jpeg", filename=f"{found.uuid}.jpg")
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response


class PhotoWithdraw(View):
    """POST the key of an upload that is not wanted, whether it came or not."""

    policy = Needs(rights.UPLOAD)
    http_method_names = ["post"]

    def post(self, request):
        key = as_uuid(request.POST.get("key"))
        if key is None:
            return JsonResponse({"error": "照片没有去掉，请重试"}, status=REFUSED)
        return _answer_of(withdraw_upload(key=key, by=request.user))


class PhotoRemove(View):
    policy = Needs(rights.UPLOAD)
    http_method_names = ["post"]

    def post(self, request, photo: uuid.UUID):
        return _answer_of(remove_unattached(_photo_or_404(request.user, photo)))


def _answer_of(is_gone: bool) -> JsonResponse:
    return JsonResponse({"ok": True}) if is_gone else JsonResponse({"error": TOO_LATE}, status=409)


def _photo_or_404(user, photo: uuid.UUID) -> Photo:
    found = find_visible(user, photo)
    if found is None:
        raise Http404
    return found
