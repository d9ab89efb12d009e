"""Keys of what is looked for, beside the text they follow; rows that are there get theirs in chunks."""

import baiyi.records.search
from baiyi.records.crypto import CannotDecrypt
from baiyi.records.derived import fill_all
from django.db import migrations


def take_fingerprints_again(apps, schema_editor):
    """Characters that no table knows (a police set, new planes) count from now on. Where a key is gone nothing is
    changed: such rows cannot be read either.
    """
    try:
        fill_all("disputes.party", "name_print", "phone_print")(apps, schema_editor)
    except CannotDecrypt:
        return


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='dispute',
            name='search_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, names=['place'], numbers=['number', 'source_number'], verbose_name='检索键'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='title_key',
            field=baiyi.records.search.SearchKeyField(blank=True, default='', editable=False, names=['title'], verbose_name='纠纷名称检索键'),
        ),
        migrations.RunPython(fill_all("disputes.dispute", "search_key", "title_key"), migrations.RunPython.noop),
        migrations.RunPython(take_fingerprints_again, migrations.RunPython.noop),
    ]
