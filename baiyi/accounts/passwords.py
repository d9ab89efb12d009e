"""Password rules: long enough, letters and digits both (等保三级 complexity), no common word, not the name of the
account. Django's rules in our words.
"""

from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

MIN_LENGTH = 10  # characters


class LengthValidator:
    """At least MIN_LENGTH characters (Django's own says so in English only)."""

    def validate(self, password, user=None):
        if len(password) < MIN_LENGTH:
            raise ValidationError(f"口令至少 {MIN_LENGTH} 位，现有 {len(password)} 位")

    def get_help_text(self) -> str:
        return f"口令至少 {MIN_LENGTH} 位"


class MixedCharactersValidator:
    """At least one letter and one digit."""

    def validate(self, password, user=None):
        if not (any(char.isalpha() for char in password) and any(char.isdigit() for char in password)):
            raise ValidationError("口令须同时含有字母和数字")

    def get_help_text(self) -> str:
        return "口令须同时含有字母和数字"


class CommonValidator(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "这个口令太常见，容易被猜到，请换一个"


class SimilarityValidator(UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "口令与账号太相近，请换一个"
