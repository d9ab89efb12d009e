"""manage.py seal_again: personal text under the key of today."""

from django.apps import apps
from django.core.management.base import BaseCommand

from baiyi.records.fields import private_fields
from baiyi.records.resealing import seal_again


class Command(BaseCommand):
    help = "更换加密密钥后，把已保存的个人信息改用新密钥加密，并重算指纹；可以重复执行"

    def handle(self, *args, **options):
        for model in apps.get_models():
            if private_fields(model):
                self.stdout.write(f"{model._meta.verbose_name}：{seal_again(model)} 条")
