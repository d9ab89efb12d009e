# The lines of the journal about personal data that was read get an index by unit.

from collections import defaultdict

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

ACCESS = 3  # LogEntry.Action: somebody read personal data
CHUNK = 500


def take_along(apps, schema_editor) -> None:
    """Lines that are there get their reading: the units as far as they are known today."""
    lines = apps.get_model("auditlog", "LogEntry").objects.filter(action=ACCESS).order_by("pk")
    last = 0
    while chunk := list(lines.filter(pk__gt=last).select_related("content_type")[:CHUNK]):
        units, postings, last = _units_of(apps, chunk), _postings_of(apps, chunk), chunk[-1].pk
        apps.get_model("journal", "Reading").objects.bulk_create(
            apps.get_model("journal", "Reading")(
                entry=line,
                unit_id=units.get((line.content_type_id, line.object_id)),
                reader_unit_id=_worked_at(line, postings),
                at=line.timestamp,
            )
            for line in chunk
        )


def _units_of(apps, lines) -> dict:
    """By kind and number of the record: the unit it belongs to now."""
    numbers = defaultdict(set)
    for line in lines:
        numbers[line.content_type].add(line.object_id)
    return {
        (kind.pk, pk): unit
        for kind, pks in numbers.items()
        if (model := _model(apps, kind)) is not None
        for pk, unit in model.objects.filter(pk__in=pks).values_list("pk", "unit")
    }


def _model(apps, kind):
    try:
        model = apps.get_model(kind.app_label, kind.model)
    except LookupError:
        return None
    return model if any(field.name == "unit" for field in model._meta.fields) else None


def _postings_of(apps, lines) -> dict:
    found = defaultdict(list)
    for posting in apps.get_model("accounts", "Posting").objects.filter(user__in={line.actor_id for line in lines}):
        found[posting.user_id].append(posting)
    return found


def _worked_at(line, postings) -> int | None:
    """The unit of the first posting in force on that day."""
    day = timezone.localdate(line.timestamp)
    held = (each for each in postings[line.actor_id] if each.starts_on <= day <= (each.ends_on or day))
    first = min(held, key=lambda each: each.pk, default=None)
    return first and first.unit_id


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('auditlog', '0017_add_actor_email'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reading', serialize=False, to=settings.AUDITLOG_LOGENTRY_MODEL, verbose_name='日志记录')),
                ('at', models.DateTimeField(verbose_name='查看时间')),
                ('reader_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='查看人单位')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='所属单位')),
            ],
            options={
                'verbose_name': '个人信息查看记录',
                'indexes': [models.Index(fields=['-at'], name='reading_newest')],
            },
        ),
        migrations.RunPython(take_along, migrations.RunPython.noop),
    ]
