"""Keys of what is looked for, beside the text they follow; rows that are there get theirs in chunks."""

import baiyi.records.search
from baiyi.records.derived import fill_all
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='search_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, names=['name'], numbers=['police_number'], texts=['username'], verbose_name='检索键'),
        ),
        migrations.RunPython(fill_all("accounts.user", "search_key"), migrations.RunPython.noop),
    ]
