"""The one form of the first run."""

from django import forms
from django.contrib.auth.forms import SetPasswordMixin

from baiyi.accounts.forms import NewPasswordForm
from baiyi.accounts.models import User


class FirstRunForm(NewPasswordForm):
    """The branch, and the account of who sets up the rest."""

    name = forms.CharField(label="分局全称", max_length=60, help_text="如：青山市公安局云溪分局")
    short_name = forms.CharField(label="分局简称", max_length=20, help_text="页面和报表上用的，如：云溪分局")
    document_code = forms.CharField(label="机关代字", max_length=20, help_text="用在通知书的文号里，如：云公")
    person = forms.CharField(label="系统管理员姓名", max_length=30)
    username = forms.SlugField(label="系统管理员账号", max_length=30, help_text="登录时用，由字母、数字组成")
    password1, password2 = SetPasswordMixin.create_password_fields(label1="口令", label2="再输一遍口令")

    def clean(self):
        self.validate_passwords("password1", "password2")
        person = User(username=self.cleaned_data.get("username", ""), name=self.cleaned_data.get("person", ""))
        self.validate_password_for_user(person, "password2")
        return super().clean()

    def facts(self) -> dict:
        said = self.cleaned_data
        return {
            "unit": {name: said[name] for name in ("name", "short_name", "document_code")},
            "account": {"username": said["username"], "name": said["person"], "password": said["password1"]},
        }
