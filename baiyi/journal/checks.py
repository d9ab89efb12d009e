"""Start-up checks: every record is journaled, and no encrypted field or its fingerprint is."""

from auditlog.registry import auditlog
from django.apps import apps
from django.core import checks

from baiyi.records.fields import private_fields
from baiyi.records.models import Record


@checks.register("baiyi")
def every_record_is_journaled(app_configs, **kwargs):
    return [
        checks.Error(f"{model.__name__} is a record and is not registered with the journal", id="baiyi.E003")
        for model in apps.get_models()
        if issubclass(model, Record) and not auditlog.contains(model)
    ]


@checks.register("baiyi")
def no_private_field_is_journaled(app_configs, **kwargs):
    return [
        checks.Error(
            f"{model.__name__}.{name} is private (encrypted, or a fingerprint of it) and would stand in the journal",
            id="baiyi.E004",
        )
        for model in auditlog.get_models()
        for name in private_fields(model) - set(auditlog.get_model_fields(model)["exclude_fields"])
    ]
