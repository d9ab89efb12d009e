"""What a stale form says otherwise than the row that somebody saved meanwhile."""

from typing import Any

from django import forms
from django.db import models

from baiyi.records.fields import EncryptedTextField
from baiyi.records.hooks import last_change

MOST = 5  # lines


def differences(form: forms.BaseForm, record: models.Model) -> list[str]:
    """A line for each field of the row that the form would change; personal fields are left out."""
    fields = {each.name: each for each in record._meta.concrete_fields if not isinstance(each, EncryptedTextField)}
    lines = []
    for name, typed in form.cleaned_data.items():
        if name in fields and name != "version" and getattr(record, name) != typed:
            label, now = form.fields[name].label, _said(fields[name], getattr(record, name))
            lines.append(f"{label}：现在是“{now}”，你填的是“{_said(fields[name], typed)}”")
    return lines[:MOST]


def stale_text(record: models.Model) -> str:
    """Who changed the row meanwhile, and what to do."""
    change = last_change(record)
    who = f"（{change}）" if change else ""
    return f"内容已被他人修改{who}：请打开最新内容核对，再把你的改动填上；你填写的还在下面，没有保存"


def _said(field: models.Field, value: Any) -> str:
    if value in (None, ""):
        return "空"
    return str(dict(field.flatchoices).get(value, value))
