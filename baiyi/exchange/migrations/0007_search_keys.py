"""Keys of what is looked for, beside the text they follow; rows that are there get theirs in chunks."""

import baiyi.records.search
from baiyi.records.derived import fill_all
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0006_every_photo_was_uploaded'),
    ]

    operations = [
        migrations.AddField(
            model_name='documentnumber',
            name='search_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, numbers=['text'], verbose_name='检索键'),
        ),
        migrations.RunPython(fill_all("exchange.documentnumber", "search_key"), migrations.RunPython.noop),
    ]
