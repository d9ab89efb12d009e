"""Rights come from postings; with a record, from the postings whose subtree holds the record's unit, or from its being
lent.
"""

from django.contrib.auth.backends import ModelBackend

from baiyi.accounts.models import Posting, User
from baiyi.records import clock
from baiyi.records.rights import roles_with


class PostingBackend(ModelBackend):
    """Django's accounts and passwords, our rights. A disabled account has none and its session ends at once."""

    def get_user(self, user_id):
        """The person with today's postings in one statement; a disabled account is nobody."""
        rows = list(
            Posting.objects.in_force(clock.today()).filter(user=user_id).select_related("user", "unit").order_by("pk")
        )
        user = rows[0].user if rows else User.objects.filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.current_postings = rows
        return user

    def has_perm(self, user_obj, perm, obj=None) -> bool:
        if not user_obj.is_active or user_obj.is_anonymous or perm not in user_obj.rights:
            return False
        if obj is None:
            return True
        return obj.unit_id in user_obj.unit_ids(perm) or _holds_as_partner(user_obj, perm) or _is_lent(obj, user_obj)

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        return set(user_obj.rights) if user_obj.is_active and not user_obj.is_anonymous else set()


def _holds_as_partner(user, perm: str) -> bool:
    """A right held by a posting without a subtree (a partner body): which record is decided by lending."""
    outside = any(posting.role in roles_with(perm) for posting in user.current_postings)
    return outside and not user.unit_ids()


def _is_lent(record, user) -> bool:
    """A record lent to the person himself: what he may do at home he may do with it."""
    asks = getattr(record, "is_lent_to", None)
    return asks is not None and asks(user)
