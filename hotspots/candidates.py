"""Whom one may make answer for a hotspot: likely people, and finding somebody by what was typed."""

import datetime as dt
import re

from django.db.models import Case, IntegerField, Value, When

from baiyi.accounts.models import Posting, User, with_posting
from baiyi.accounts.roles import Role
from baiyi.records.rights import roles_with
from baiyi.records.search import is_told
from baiyi.records.text import key
from hotspots import rights
from hotspots.models import HotspotAssignment

LIKELY = 6
WORDS = re.compile(r"[（(].*$")  # “姓名（单位）” → 姓名
Post = HotspotAssignment.Post


def candidates(post: str, on: dt.date):
    """Active people who can hold the post, by name, with the words of their posting."""
    postings = Posting.objects.in_force(on).filter(
        role__in=[Role.LEADER] if post == Post.LEADER else roles_with(rights.SUPERVISE)
    )
    people = with_posting(User.objects.filter(pk__in=postings.values("user"), is_active=True), on)
    if post == Post.OWNER:
        people = people.filter(police_status=User.PoliceStatus.POLICE)
    return people.order_by("name", "pk")


def likely(hotspot, post: str, on: dt.date) -> list[User]:
    """The head of the unit first, then its officers; for 分管领导 the leaders of the branch.
    Not who holds it already.
    """
    held = hotspot.held_by(post)
    rows = candidates(post, on).exclude(pk=held.person_id if held else None)
    if post == Post.OWNER:
        here = Posting.objects.in_force(on).filter(unit=hotspot.unit_id)
        chiefs = here.filter(role=Role.CHIEF)
        order = Case(When(pk__in=chiefs.values("user"), then=Value(0)), default=Value(1), output_field=IntegerField())
        rows = rows.filter(pk__in=here.values("user")).annotate(_place=order).order_by("_place", "name", "pk")
    return list(rows[:LIKELY])


def words_of(person: User) -> str:
    """For rows of `candidates`: 姓名（单位）."""
    return f"{person.name}（{person.posting_unit}）"


def find_people(typed: str, post: str, on: dt.date) -> list[User]:
    """Everybody the typed words fit: 姓名, 姓名（单位）, 警号, or the initials of the name in pinyin."""
    typed = typed.strip()
    everybody = list(candidates(post, on))
    exact = [person for person in everybody if key(words_of(person)) == key(typed)]
    if exact:
        return exact
    name = WORDS.sub("", typed).strip()
    named = [person for person in everybody if is_named(person, name)]
    if named:
        return named
    return [person for person in everybody if is_told(name, names=[person.name], numbers=[person.police_number])]


def is_named(person: User, typed: str) -> bool:
    """Whether the words are his whole name or number; anything less only suggests him."""
    return key(WORDS.sub("", typed)) in {key(person.name), key(person.police_number)} - {""}
