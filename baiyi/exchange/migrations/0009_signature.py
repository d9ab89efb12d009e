from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0008_photos_by_picture'),
    ]

    operations = [
        migrations.AlterField(
            model_name='photo',
            name='kind',
            field=models.CharField(choices=[('before', '整改前'), ('after', '整改后'), ('scene', '现场'), ('receipt', '签收联'), ('evidence', '证据'), ('signature', '签名')], max_length=10, verbose_name='照片种类'),
        ),
    ]
