"""Keys of what is looked for, beside the text they follow; rows that are there get theirs in chunks."""

import baiyi.records.search
from baiyi.records.derived import fill_all
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('deadlines', '0007_open_late'),
    ]

    operations = [
        migrations.AddField(
            model_name='legalbasis',
            name='search_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, names=['title'], verbose_name='检索键'),
        ),
        migrations.AddField(
            model_name='rule',
            name='search_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, names=['label'], verbose_name='检索键'),
        ),
        migrations.RunPython(fill_all("deadlines.legalbasis", "search_key"), migrations.RunPython.noop),
        migrations.RunPython(fill_all("deadlines.rule", "search_key"), migrations.RunPython.noop),
    ]
