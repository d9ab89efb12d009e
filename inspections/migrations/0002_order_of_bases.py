"""The bases of a category get an order. The table of the plain many-to-many stays and gets a model, a name and a column."""

import django.db.models.deletion
from django.db import migrations, models

from inspections.seeds import read


def number_links(apps, schema_editor):
    """Existing links in the order of the seed file; what a branch added itself comes after them."""
    places = {row["code"]: row["bases"].split() for row in read("categories")}
    links = apps.get_model("inspections", "CategoryBasis").objects
    for link in links.select_related("category", "basis"):
        listed = places.get(link.category.code, [])
        link.position = listed.index(link.basis.code) + 1 if link.basis.code in listed else len(listed) + 1
        link.save(update_fields=["position"])


def adopt_table():
    """State only: the rows are there already."""
    fields = [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("venuecategory", _key("inspections.venuecategory", "场所类别")),
        ("legalbasis", _key("deadlines.legalbasis", "依据条款")),
    ]
    options = {"db_table": "inspections_venuecategory_bases", "unique_together": {("venuecategory", "legalbasis")}}
    bases = models.ManyToManyField(
        related_name="+", through="inspections.CategoryBasis", to="deadlines.legalbasis", verbose_name="可用依据"
    )
    return [
        migrations.CreateModel("CategoryBasis", fields, options),
        migrations.AlterField("venuecategory", "bases", bases),
    ]


def _key(to: str, name: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=to, verbose_name=name)


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial"), ("inspections", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=adopt_table()),
        migrations.AlterUniqueTogether("categorybasis", set()),
        migrations.RenameField("categorybasis", "venuecategory", "category"),
        migrations.RenameField("categorybasis", "legalbasis", "basis"),
        migrations.AlterModelTable("categorybasis", None),
        migrations.AddField("categorybasis", "position", models.PositiveSmallIntegerField("排序", default=0)),
        migrations.AddConstraint("categorybasis", models.UniqueConstraint(fields=["category", "basis"], name="basis_once_a_category")),
        migrations.AlterModelOptions(
            "categorybasis", {"ordering": ["position", "pk"], "verbose_name": "可用依据", "verbose_name_plural": "可用依据"}
        ),
        migrations.RunPython(number_links, migrations.RunPython.noop),
    ]
