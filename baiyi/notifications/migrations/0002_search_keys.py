"""Keys of what is looked for, beside the text they follow; rows that are there get theirs in chunks."""

import baiyi.records.search
from baiyi.records.derived import fill_all
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='notification',
            name='search_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, texts=['text'], verbose_name='检索键'),
        ),
        migrations.RunPython(fill_all("notifications.notification", "search_key"), migrations.RunPython.noop),
    ]
