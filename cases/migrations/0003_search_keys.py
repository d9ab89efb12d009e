"""Keys of what is looked for, beside the text they follow; rows that are there get theirs in chunks."""

import baiyi.records.search
from baiyi.records.derived import fill_all
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_clock_restarts'),
    ]

    operations = [
        migrations.AddField(
            model_name='arresttrip',
            name='search_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, names=['destination'], verbose_name='检索键'),
        ),
        migrations.AddField(
            model_name='case',
            name='search_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, names=['name', 'place'], numbers=['external_number'], verbose_name='检索键'),
        ),
        migrations.AddField(
            model_name='study',
            name='search_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, names=['title'], verbose_name='检索键'),
        ),
        migrations.RunPython(fill_all("cases.arresttrip", "search_key"), migrations.RunPython.noop),
        migrations.RunPython(fill_all("cases.case", "search_key"), migrations.RunPython.noop),
        migrations.RunPython(fill_all("cases.study", "search_key"), migrations.RunPython.noop),
    ]
