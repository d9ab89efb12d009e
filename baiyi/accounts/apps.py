"""Organisation tree, people, postings, sign-in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "baiyi.accounts"
    label = "accounts"
    verbose_name = "机构人员"

    def ready(self) -> None:
        from baiyi.accounts import home, navigation, sign_ins  # noqa: F401, PLC0415 - fill the menu and the first page, hear of sign-ins
