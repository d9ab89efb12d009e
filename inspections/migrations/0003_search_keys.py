"""Keys of what is looked for, beside the text they follow; rows that are there get theirs in chunks."""

import baiyi.records.search
from baiyi.records.derived import fill_all
from django.conf import settings
from django.db import migrations, models
from django.db.models import Count
from pypinyin import Style, lazy_pinyin


def mark_suspected(apps, schema_editor):
    """Live rows of a unit whose name and address say the same stay, both of them, and are looked at by people."""
    venues = apps.get_model("inspections", "venue").objects.filter(voided_at=None)
    for name in ("name_key", "address_key"):
        venues = venues.exclude(**{name: ""})
    doubles = venues.values("unit", "name_key", "address_key").order_by().annotate(rows=Count("pk")).filter(rows__gt=1)
    for unit, name, address, _ in list(doubles.values_list("unit", "name_key", "address_key", "rows")):
        venues.filter(unit=unit, name_key=name, address_key=address).update(is_suspected=True)


def initials_again(apps, schema_editor):
    """On the way back: as every save wrote them then."""
    venues = apps.get_model("inspections", "venue").objects
    for pk, name in venues.values_list("pk", "name").iterator():
        initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:60]
        venues.filter(pk=pk).update(initials=initials)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_search_keys'),
        ('inspections', '0002_order_of_bases'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, initials_again),
        migrations.RemoveIndex(
            model_name='venue',
            name='venue_initials',
        ),
        migrations.RemoveField(
            model_name='venue',
            name='initials',
        ),
        migrations.AddField(
            model_name='hazard',
            name='search_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, texts=['description'], verbose_name='检索键'),
        ),
        migrations.AddField(
            model_name='rectificationnotice',
            name='search_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, names=['recipient_name'], verbose_name='检索键'),
        ),
        migrations.AddField(
            model_name='venue',
            name='address_key',
            field=baiyi.records.search.TextKeyField(blank=True, default='', editable=False, max_length=200, of='address', verbose_name='地址检索键'),
        ),
        migrations.AddField(
            model_name='venue',
            name='initials_key',
            field=baiyi.records.search.InitialsField(blank=True, default='', editable=False, max_length=200, of='name', verbose_name='拼音首字母'),
        ),
        migrations.AddField(
            model_name='venue',
            name='is_suspected',
            field=models.BooleanField(default=False, editable=False, verbose_name='疑似重复'),
        ),
        migrations.AddField(
            model_name='venue',
            name='name_key',
            field=baiyi.records.search.TextKeyField(blank=True, default='', editable=False, max_length=200, of='name', verbose_name='名称检索键'),
        ),
        migrations.AddField(
            model_name='venue',
            name='search_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, names=['name', 'address'], verbose_name='检索键'),
        ),
        migrations.AddIndex(
            model_name='venue',
            index=models.Index(fields=['unit', 'name_key'], name='venue_name_key'),
        ),
        migrations.AddIndex(
            model_name='venue',
            index=models.Index(fields=['unit', 'address_key'], name='venue_address_key'),
        ),
        migrations.AddIndex(
            model_name='venue',
            index=models.Index(fields=['unit', 'initials_key'], name='venue_initials_key'),
        ),
        migrations.RunPython(fill_all("inspections.hazard", "search_key"), migrations.RunPython.noop),
        migrations.RunPython(fill_all("inspections.rectificationnotice", "search_key"), migrations.RunPython.noop),
        migrations.RunPython(fill_all("inspections.venue", "search_key", "name_key", "address_key", "initials_key"), migrations.RunPython.noop),
        migrations.RunPython(mark_suspected, migrations.RunPython.noop),
    ]
