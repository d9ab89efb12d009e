"""Sign-in, password, and the administrator's account form."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordMixin, UsernameField

from baiyi.accounts.models import Unit, User
from baiyi.accounts.roles import Role
from baiyi.records.forms import FormBase, PlainForm


class LoginForm(FormBase, AuthenticationForm):
    """Says how many tries are left; the same sentence for a wrong name and a wrong password."""

    username = UsernameField(label="账号", max_length=150, widget=forms.TextInput(attrs={"autofocus": True}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"
        self.fields["password"].label = "口令"

    def get_invalid_login_error(self):
        left = getattr(self.request, "tries_left", None)
        return forms.ValidationError(
            "账号或口令不正确" + (f"，还可尝试 {left(self.cleaned_data['username'])} 次" if left else "")
        )


class NewPasswordForm(SetPasswordMixin, PlainForm):
    """In which a password is chosen, and typed again (`password1`, `password2`)."""

    error_messages = {"password_mismatch": "两次输入的口令不一致"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = "至少 10 位，同时含有字母和数字"
        self.fields["password2"].help_text = ""


class PasswordForm(NewPasswordForm):
    """Old password and the new one twice."""

    old_password = forms.CharField(
        label="原口令", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    password1, password2 = SetPasswordMixin.create_password_fields(label1="新口令", label2="再输一遍新口令")

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_old_password(self):
        old = self.cleaned_data["old_password"]
        if not self.user.check_password(old):
            raise forms.ValidationError("原口令不正确")
        return old

    def clean(self):
        self.validate_passwords("password1", "password2")
        self.validate_password_for_user(self.user, "password2")
        if self.cleaned_data.get("password2") and self.user.check_password(self.cleaned_data["password2"]):
            self.add_error("password1", "新口令不能与原口令相同")
        return super().clean()


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


class AccountForm(PlainForm):
    """A new account with its first posting."""

    username = forms.SlugField(label="账号", max_length=30)
    name = forms.CharField(label="姓名", max_length=30)
    police_number = forms.CharField(label="警号", max_length=12, required=False)
    police_status = forms.ChoiceField(label="人员身份", choices=User.PoliceStatus.choices)
    unit = forms.ModelChoiceField(label="任职单位", queryset=Unit.objects.none(), empty_label="请选择")
    role = forms.ChoiceField(label="岗位", choices=Role.choices)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units

    def clean_username(self):
        username = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError("这个账号已经有人使用")
        return username
