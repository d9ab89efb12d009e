"""Keys of what is looked for, beside the text they follow; rows that are there get theirs in chunks."""

import baiyi.records.search
from baiyi.records.derived import fill_all
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0006_rooms'),
    ]

    operations = [
        migrations.AddField(
            model_name='operation',
            name='search_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, names=['name'], verbose_name='检索键'),
        ),
        migrations.RunPython(fill_all("campaigns.operation", "search_key"), migrations.RunPython.noop),
    ]
