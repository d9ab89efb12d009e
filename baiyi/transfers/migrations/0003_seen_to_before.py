"""What came back before its sender had it among his todos has been seen to when the record was sent again since."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def mark_what_was_sent_again(apps, schema_editor):
    rows = apps.get_model("transfers", "Transfer")._base_manager
    later = rows.filter(
        content_type=OuterRef("content_type"), object_id=OuterRef("object_id"), pk__gt=OuterRef("pk")
    ).order_by("pk")
    rows.filter(state="returned", dealt_on=None).update(dealt_on=Subquery(later.values("sent_on")[:1]))


class Migration(migrations.Migration):
    dependencies = [("transfers", "0002_two_sides")]

    operations = [migrations.RunPython(mark_what_was_sent_again, migrations.RunPython.noop)]
