"""Hotspots get a room of their own: their tables take its name. The models follow in hotspots 0001 and campaigns 0006."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0004_hours_since")]

    operations = [
        migrations.AlterModelTable("hotspot", "hotspots_hotspot"),
        migrations.AlterModelTable("hotspotassignment", "hotspots_hotspotassignment"),
        migrations.AlterModelTable("weeklyduty", "hotspots_weeklyduty"),
        migrations.AlterModelTable("supervision", "hotspots_supervision"),
    ]
