"""Photos one by one: upload, show, take back."""

import uuid

from django import forms
from django.http import FileResponse, Http404, JsonResponse
from django.urls import reverse
from django.views.generic import View

from baiyi.exchange import rights
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import PhotoRefused, add_photo, find_visible, remove_unattached
from baiyi.records.policies import Needs, SignedIn


class UploadForm(forms.Form):
    client_uuid = forms.UUIDField()
    slot = forms.RegexField(r"^[a-z0-9-]{1,40}$")
    kind = forms.ChoiceField(choices=Photo.Kind.choices)
    photo = forms.FileField(allow_empty_file=True)


class PhotoUpload(View):
    """POST one photo of a form; answers JSON. A refusal is 422 with the sentence for the user."""

    policy = Needs(rights.UPLOAD)
    http_method_names = ["post"]

    def post(self, request):
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return JsonResponse({"error": "照片没有传上，请重试"}, status=422)
        facts = form.cleaned_data
        try:
            photo = add_photo(upload=facts.pop("photo"), by=request.user, **facts)
        except PhotoRefused as refusal:
            return JsonResponse({"error": str(refusal)}, status=422)
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


class PhotoRemove(View):
    policy = Needs(rights.UPLOAD)
    http_method_names = ["post"]

    def post(self, request, photo: uuid.UUID):
        if not remove_unattached(_photo_or_404(request.user, photo)):
            return JsonResponse({"error": "记录已提交，照片不能再删除"}, status=409)
        return JsonResponse({"ok": True})


def _photo_or_404(user, photo: uuid.UUID) -> Photo:
    found = find_visible(user, photo)
    if found is None:
        raise Http404
    return found
