"""Hotspots, their people, weeks and visits move here from campaigns, with their tables and everything that hangs on them.

Content types are renamed before new ones are made: journal lines, messages, photos and deadlines refer to them by number.
"""

import datetime

import baiyi.records.clock
import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

MOVED = ("hotspot", "hotspotassignment", "weeklyduty", "supervision")


def rename_content_types(apps, old: str, new: str) -> None:
    content_types = apps.get_model("contenttypes", "ContentType").objects
    for row in content_types.filter(app_label=old, model__in=MOVED):
        content_types.filter(app_label=new, model=row.model).delete()  # refused when anything refers to it
        row.app_label = new
        row.save()


def take_over(apps, schema_editor) -> None:
    rename_content_types(apps, "campaigns", "hotspots")


def give_back(apps, schema_editor) -> None:
    rename_content_types(apps, "hotspots", "campaigns")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("campaigns", "0005_tables_of_hotspots"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(take_over, give_back),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Hotspot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(editable=False, verbose_name='登记时间')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                        ('voided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='作废时间')),
                        ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废理由')),
                        ('name', models.CharField(max_length=40, verbose_name='区域名称')),
                        ('reason', models.CharField(choices=[('complex', '要素复杂'), ('hazards', '隐患突出'), ('alarms', '警情占比大')], max_length=10, verbose_name='挂牌原因')),
                        ('level', models.CharField(choices=[('district', '区级'), ('city', '市级'), ('province', '省级')], default='district', max_length=10, verbose_name='挂牌级别')),
                        ('area', models.CharField(blank=True, max_length=200, verbose_name='区域范围')),
                        ('description', models.CharField(blank=True, max_length=500, verbose_name='突出问题')),
                        ('listed_on', models.DateField(verbose_name='公布日')),
                        ('published_as', models.CharField(blank=True, max_length=100, verbose_name='公布文号或方式')),
                        ('rectify_by', models.DateField(verbose_name='整治期限')),
                        ('supervised_from', models.DateField(help_text='这一周的第一天', verbose_name='首次督导周')),
                        ('state', django_fsm.FSMField(choices=[('listed', '挂牌整治'), ('delisted', '已摘牌'), ('voided', '已作废')], default='listed', max_length=10, protected=True, verbose_name='挂牌状态')),
                        ('delisted_on', models.DateField(blank=True, null=True, verbose_name='摘牌日')),
                        ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='所属单位')),
                    ],
                    options={
                        'verbose_name': '挂牌整治区域',
                        'verbose_name_plural': '挂牌整治区域',
                    },
                    bases=(django_fsm.FSMModelMixin, models.Model),
                ),
                migrations.CreateModel(
                    name='HotspotAssignment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('post', models.CharField(choices=[('leader', '分管领导'), ('owner', '整治责任人')], max_length=10, verbose_name='责任')),
                        ('starts_on', models.DateField(verbose_name='责任起')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='责任止')),
                        ('assigned_at', models.DateTimeField(verbose_name='指定时间')),
                        ('reason', models.CharField(blank=True, max_length=200, verbose_name='指定理由')),
                        ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='签收时间')),
                        ('assigned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='指定人')),
                        ('hotspot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='hotspots.hotspot', verbose_name='挂牌整治区域')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='责任人')),
                    ],
                    options={
                        'verbose_name': '整治责任',
                        'verbose_name_plural': '整治责任',
                    },
                ),
                migrations.CreateModel(
                    name='WeeklyDuty',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField(verbose_name='督导周起')),
                        ('ends_on', models.DateField(verbose_name='督导周止')),
                        ('opened_at', models.DateTimeField(verbose_name='下达时间')),
                        ('is_late', models.BooleanField(default=False, verbose_name='补发')),
                        ('missed_at', models.DateTimeField(blank=True, null=True, verbose_name='记为漏督的时间')),
                        ('hotspot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='hotspots.hotspot', verbose_name='挂牌整治区域')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='所属单位')),
                    ],
                    options={
                        'verbose_name': '每周督导任务',
                        'verbose_name_plural': '每周督导任务',
                    },
                ),
                migrations.CreateModel(
                    name='Supervision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(editable=False, verbose_name='登记时间')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                        ('voided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='作废时间')),
                        ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='作废理由')),
                        ('supervised_on', models.DateField(default=baiyi.records.clock.today, verbose_name='督导日')),
                        ('method', models.CharField(choices=[('unannounced', '四不两直'), ('on_site', '实地督导'), ('joint', '联合督导'), ('video', '视频巡查')], max_length=12, verbose_name='督导方式')),
                        ('outcome', models.CharField(choices=[('normal', '正常'), ('problem', '发现问题')], max_length=10, verbose_name='督导结果')),
                        ('problem_count', models.PositiveSmallIntegerField(default=0, verbose_name='问题数')),
                        ('findings', models.CharField(blank=True, max_length=500, verbose_name='发现的问题')),
                        ('next_step', models.CharField(blank=True, max_length=300, verbose_name='下一步措施')),
                        ('rectify_by', models.DateField(blank=True, null=True, verbose_name='问题整改期限')),
                        ('late_reason', models.CharField(blank=True, max_length=200, verbose_name='补录原因')),
                        ('client_uuid', models.UUIDField(editable=False, verbose_name='表单编号')),
                        ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                        ('hotspot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='hotspots.hotspot', verbose_name='挂牌整治区域')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='所属单位')),
                        ('duty', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='hotspots.weeklyduty', verbose_name='每周督导任务')),
                    ],
                    options={
                        'verbose_name': '督导检查',
                        'verbose_name_plural': '督导检查',
                    },
                    bases=(django_fsm.FSMModelMixin, models.Model),
                ),
                migrations.AddIndex(
                    model_name='hotspot',
                    index=models.Index(fields=['state', 'supervised_from'], name='hotspot_state_from'),
                ),
                migrations.AddConstraint(
                    model_name='hotspot',
                    constraint=models.UniqueConstraint(condition=models.Q(('state', 'listed')), fields=('name',), name='hotspot_listed_once'),
                ),
                migrations.AddConstraint(
                    model_name='hotspot',
                    constraint=models.CheckConstraint(condition=models.Q(('rectify_by__gte', models.F('listed_on'))), name='hotspot_term_after_listing'),
                ),
                migrations.AddConstraint(
                    model_name='hotspot',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('delisted_on__gte', models.F('listed_on')), ('state', 'delisted')), models.Q(('state', 'delisted'), _negated=True), _connector='OR'), name='hotspot_delisted_has_day'),
                ),
                migrations.AddIndex(
                    model_name='hotspotassignment',
                    index=models.Index(fields=['person', 'ends_on'], name='assignment_of_person'),
                ),
                migrations.AddConstraint(
                    model_name='hotspotassignment',
                    constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('hotspot', 'post'), name='one_current_assignment_per_post'),
                ),
                migrations.AddConstraint(
                    model_name='hotspotassignment',
                    constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='assignment_ends_after_start'),
                ),
                migrations.AddIndex(
                    model_name='weeklyduty',
                    index=models.Index(fields=['ends_on', 'missed_at'], name='duty_ends'),
                ),
                migrations.AddConstraint(
                    model_name='weeklyduty',
                    constraint=models.UniqueConstraint(fields=('hotspot', 'starts_on'), name='one_duty_per_hotspot_and_week'),
                ),
                migrations.AddConstraint(
                    model_name='weeklyduty',
                    constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='duty_ends_after_start'),
                ),
                migrations.AddIndex(
                    model_name='supervision',
                    index=models.Index(fields=['hotspot', '-supervised_on'], name='supervision_of_hotspot'),
                ),
                migrations.AddIndex(
                    model_name='supervision',
                    index=models.Index(fields=['unit', 'supervised_on'], name='supervision_unit_day'),
                ),
                migrations.AddConstraint(
                    model_name='supervision',
                    constraint=models.UniqueConstraint(fields=('created_by', 'client_uuid'), name='supervision_once_per_form'),
                ),
                migrations.AddConstraint(
                    model_name='supervision',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'normal'), ('problem_count', 0)), models.Q(('outcome', 'problem'), ('problem_count__gte', 1)), _connector='OR'), name='supervision_problems_counted'),
                ),
            ],
        ),
        migrations.CreateModel(
            name='Timetable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_on', models.DateField(verbose_name='生效日')),
                ('opens_at', models.TimeField(default=datetime.time(8, 0), verbose_name='下达督导时刻')),
                ('reminds_on', models.PositiveSmallIntegerField(choices=[(0, '周一'), (1, '周二'), (2, '周三'), (3, '周四'), (4, '周五'), (5, '周六'), (6, '周日')], default=3, verbose_name='催办星期')),
                ('reminds_at', models.TimeField(default=datetime.time(9, 0), verbose_name='催办时刻')),
                ('opens_since', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='下达时刻生效时间')),
                ('reminds_since', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='催办时刻生效时间')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.campaign', verbose_name='专项行动')),
            ],
            options={
                'verbose_name': '督导安排',
                'verbose_name_plural': '督导安排',
                'ordering': ['campaign', 'effective_on'],
            },
        ),
        migrations.AddConstraint(
            model_name='timetable',
            constraint=models.UniqueConstraint(fields=('campaign', 'effective_on'), name='one_timetable_per_day'),
        ),
    ]
