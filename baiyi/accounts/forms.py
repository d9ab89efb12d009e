"""Sign-in, password, and the administrator's account form."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordMixin, UsernameField

from baiyi.accounts.models import User
from baiyi.accounts.people.forms import NOT_CHOSEN, RoleAtUnit
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


class AccountForm(RoleAtUnit, PlainForm):
    """A new account with its first posting."""

    username = forms.SlugField(label="账号", max_length=30)
    name = forms.CharField(label="姓名", max_length=30)
    police_number = forms.CharField(label="警号", max_length=12, required=False)
    police_status = forms.ChoiceField(label="人员身份", choices=[NOT_CHOSEN, *User.PoliceStatus.choices])

    field_order = ["username", "name", "police_number", "police_status", "unit", "role"]

    def clean_username(self):
        username = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError("这个账号已经有人使用")
        return username
