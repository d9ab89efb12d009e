from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [migrations.AddField("draft", "subject_id", models.BigIntegerField("事项编号", null=True, blank=True))]
