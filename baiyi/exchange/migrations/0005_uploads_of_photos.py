"""Photos that are there get an upload each, under the photo's own number: no page ever sends that as a key."""

from django.db import migrations

UPLOADS = """
    INSERT INTO exchange_upload ("key", uploaded_by_id, "withdrawn_at")
    SELECT uuid, uploaded_by_id, NULL FROM exchange_photo WHERE upload_id IS NULL
"""
LINKS = """
    UPDATE exchange_photo SET upload_id = (
        SELECT made.id FROM exchange_upload made
        WHERE made."key" = exchange_photo.uuid AND made.uploaded_by_id = exchange_photo.uploaded_by_id
    ) WHERE upload_id IS NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0004_uploads'),
    ]

    operations = [
        migrations.RunSQL([UPLOADS, LINKS], migrations.RunSQL.noop),
    ]
