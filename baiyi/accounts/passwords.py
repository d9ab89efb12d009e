"""Password rules: letters and digits both (等保三级 complexity); length and common words are Django's own validators."""

from django.core.exceptions import ValidationError


class MixedCharactersValidator:
    """At least one letter and one digit."""

    def validate(self, password, user=None):
        if not (any(char.isalpha() for char in password) and any(char.isdigit() for char in password)):
            raise ValidationError("口令须同时含有字母和数字")

    def get_help_text(self) -> str:
        return "口令须同时含有字母和数字"
