"""Photos one by one: upload, show, take back."""

import uuid

from django import forms
from django.http import FileResponse, Http404, JsonResponse
from django.urls import reverse
from django.views.generic import View

from baiyi.exchange import rights
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import PhotoRefused, add_photo, remove_unattached
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
        return JsonResponse({"uuid": str(photo.uuid), "url": reverse("exchange:photo", args=[photo.uuid]), "size": photo.size}, status=201)


class PhotoFile(View):
    """The picture, for those who may see the record it belongs to; before that, for who took it."""

    policy = SignedIn()

    def get(self, request, photo: uuid.UUID):
        found = _visible_photo(request.user, photo)
        response = FileResponse(found.file.open("rb"), content_type="image/jpeg", filename=f"{found.uuid}.jpg")
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["Cache-Control"] = "private, max-age=3600"
        return response


class PhotoRemove(View):
    policy = Needs(rights.UPLOAD)
    http_method_names = ["post"]

    def post(self, request, photo: uuid.UUID):
        found = _visible_photo(request.user, photo)
        if found.object_id is not None:
            return JsonResponse({"error": "记录已提交，照片不能再删除"}, status=409)
        remove_unattached(found)
        return JsonResponse({"ok": True})


def _visible_photo(user, photo: uuid.UUID) -> Photo:
    found = Photo.objects.filter(uuid=photo).select_related("content_type").first()
    if found is None or not _may_see(user, found):
        raise Http404
    return found


def _may_see(user, photo: Photo) -> bool:
    if photo.object_id is None:
        return photo.uploaded_by_id == user.pk
    model = photo.content_type.model_class()
    return model.objects.visible_to(user).filter(pk=photo.object_id).exists()
