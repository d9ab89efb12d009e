"""Encrypted text is found again by its fingerprint, however it was typed; without the key nobody gets there."""

import io

import pytest
from auditlog.registry import auditlog
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from django.test.utils import isolate_apps

from baiyi.journal.services import register
from baiyi.records.crypto import decrypt, fingerprint, fingerprints, normalised
from baiyi.records.fields import EncryptedTextField, FingerprintField
from baiyi.records.models import Journaled
from baiyi.records.resealing import seal_again
from inspections.models import Venue
from tests.factories import make_venue

KEYS = {"k1": "00112233445566778899aabbccddeeff", "k2": "ffeeddccbbaa99887766554433221100"}


@pytest.fixture(autouse=True)
def two_keys(settings):
    settings.FIELD_KEYS, settings.FIELD_KEY_ID = dict(KEYS), "k1"


@pytest.fixture
def party(db):
    """A model with a fingerprint, and its table, for this test alone."""
    with isolate_apps("baiyi.records"):

        class Party(Journaled):
            name = EncryptedTextField("姓名", max_length=30, blank=True)
            name_print = FingerprintField("姓名指纹", of="name")

            class Meta:
                app_label = "records"

        editor = connection.schema_editor()
        editor.deferred_sql = []
        with connection.cursor() as cursor:
            cursor.execute(*editor.table_sql(Party))
        yield Party
        auditlog._registry.pop(Party, None)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("13800138000", "138-0013 8000"),
        ("13800138000", "+86 １３８００１３８０００"),
        ("13800138000", "0086-138.0013.8000"),
        ("057188001234", "（0571）8800－1234"),
        ("00000020100101001x", "000000 20100101 001Ｘ"),
        ("张三", " 张　三\t"),
        ("买买提·艾力", "买买提・艾力"),
        ("买买提·艾力", "买买提•艾力"),
        ("Álvaro Li", "ALVARO  LI".replace("A", "A\u0301", 1)),
        ("葛某", "葛\U000e0100某"),
        ("葛某", "\u202e葛\u200b某\x07"),
    ],
)
def test_same_name_or_number_has_the_same_fingerprint_however_it_is_typed(typed, same):
    assert fingerprint(typed) == fingerprint(same)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张三", "张三三"),
        ("张三", "章三"),
        ("\ue000某", "某"),  # a character of the police's own set
        ("\U00031350某", "某"),  # newer than the tables of this Python
        ("13800138000", "13800138001"),
        ("8613800138", "13800138"),  # no mobile number: 86 belongs to it
        ("བསམ", "བསམ་གཏན"),
        ("ཀི", "ཀུ"),  # vowels are marks
    ],
)
def test_another_name_or_number_has_another(one, other):
    assert fingerprint(one) != fingerprint(other)


@pytest.mark.parametrize("text", ["", "  ", "——", "·", "\u200b", "（）"])
def test_text_without_letter_or_digit_has_none_and_finds_nobody(text):
    assert (fingerprint(text), fingerprints(text)) == ("", [])


def test_fingerprint_hangs_on_the_key_and_says_which():
    first = fingerprint("张三")
    assert first.startswith("k1:")
    assert len(first) == len("k1:") + 32
    assert "张" not in first
    assert fingerprints("张三")[0] == first


def test_another_key_gives_another_and_both_are_searched_for(settings):
    old = fingerprint("张三")
    settings.FIELD_KEY_ID = "k2"
    new = fingerprint("张三")
    assert new.partition(":")[2] != old.partition(":")[2]
    assert fingerprints("张三") == [new, old]


def test_key_of_fingerprints_is_not_the_key_that_seals():
    import hmac  # noqa: PLC0415

    plain = hmac.digest(bytes.fromhex(KEYS["k1"]), normalised("张三").encode(), "sha256").hex()
    assert fingerprint("张三").partition(":")[2] not in plain


def test_row_is_found_by_what_it_says(party):
    party(name="张三").save()
    party(name="").save()
    party.objects.bulk_create([party(name="李 四")])
    assert [each.name for each in party.objects.filter(name_print__in=fingerprints("张　三"))] == ["张三"]
    assert [each.name for each in party.objects.filter(name_print__in=fingerprints("李四"))] == ["李 四"]
    assert party.objects.filter(name_print__in=fingerprints("")).count() == 0


def test_fingerprint_follows_the_text_also_when_only_the_text_is_saved(party):
    row = party(name="张三")
    row.save()
    row.name = "王五"
    row.save(update_fields=["name"])
    assert party.objects.get().name_print == fingerprint("王五")
    row.name = ""
    row.save()
    assert party.objects.get().name_print == ""


def test_fingerprint_follows_the_text_in_bulk(party):
    party.objects.bulk_create([party(name="张三"), party(name="李四")])
    rows = list(party.objects.order_by("pk"))
    rows[0].name = "王五"
    party.objects.bulk_update(rows[:1], ["name"])
    party.objects.filter(pk=rows[1].pk).update(name="赵六")
    for name in ("王五", "赵　六"):
        assert party.objects.filter(name_print__in=fingerprints(name)).count() == 1
    assert not party.objects.filter(name_print__in=[*fingerprints("张三"), *fingerprints("李四")]).exists()


def test_saving_nothing_saves_nothing(party, django_assert_num_queries):
    row = party(name="张三")
    row.save()
    with django_assert_num_queries(0):
        row.save(update_fields=[])


def test_fingerprint_is_no_line_of_the_journal_and_start_up_fails_where_it_would_be(party, monkeypatch):
    register(party)
    excluded = auditlog.get_model_fields(party)["exclude_fields"]
    assert {"name", "name_print"} <= set(excluded)
    monkeypatch.setitem(auditlog._registry, party, auditlog._registry[party] | {"exclude_fields": ["name"]})
    assert [each.msg for each in run_checks(tags=["baiyi"]) if each.id == "baiyi.E004"] == [
        "Party.name_print is private (encrypted, or a fingerprint of it) and would stand in the journal"
    ]


@isolate_apps("baiyi.records")
def test_fingerprint_of_what_is_not_encrypted_does_not_pass_the_check():
    from django.db import models  # noqa: PLC0415

    class Open(Journaled):
        name = models.CharField("姓名", max_length=30)
        name_print = FingerprintField("姓名指纹", of="name")

        class Meta:
            app_label = "records"

    class Bare(models.Model):  # noqa: DJ008
        name = EncryptedTextField("姓名", max_length=30)
        name_print = FingerprintField("姓名指纹", of="name")

        class Meta:
            app_label = "records"

    assert [each.id for each in Open.check()] == ["baiyi.E007"]
    assert {each.id for each in Bare.check()} == {"baiyi.E009"}


def test_migration_can_write_the_field_down(party):
    *_, args, kwargs = party._meta.get_field("name_print").deconstruct()
    again = FingerprintField(*args, **kwargs)
    assert (again.of, again.max_length, again.db_index) == ("name", 80, True)


def stored(model, *names: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM {model._meta.db_table} ORDER BY id")
        return cursor.fetchall()


def test_rows_sealed_again_open_without_the_old_key_and_compare_with_new_ones(party, settings):
    for name in ("张三", "李四", "", "——"):
        party(name=name).save()
    settings.FIELD_KEY_ID = "k2"
    party(name="张三").save()
    assert len(set(party.objects.filter(name_print__in=fingerprints("张三")).values_list("name_print"))) == 2
    assert seal_again(party) == 3  # neither the empty one nor the new one
    assert seal_again(party) == 1  # what has no letter has no fingerprint: looked at again
    settings.FIELD_KEYS = {"k2": KEYS["k2"]}
    assert [each.name for each in party.objects.order_by("pk")] == ["张三", "李四", "", "——", "张三"]
    assert party.objects.filter(name_print=fingerprint("张三")).count() == 2
    assert {key[:3] for row in stored(party, "name", "name_print") for key in row if key} == {"k2:"}


def test_rows_that_were_there_before_get_their_fingerprint(party):
    party.objects.bulk_create([party(name=f"某{number}") for number in range(450)])
    party.objects.update(name_print="")
    assert seal_again(party) == 450
    assert party.objects.filter(name_print__in=fingerprints("某449")).count() == 1


def test_command_seals_venues_and_drafts_and_changes_nothing_else(force, settings):
    venue = make_venue(force.station, force.alice, head_name="欧阳测试人", head_phone="13912345678")
    settings.FIELD_KEY_ID = "k2"
    said = io.StringIO()
    call_command("seal_again", stdout=said)
    assert "场所：1 条" in said.getvalue()
    (row,) = stored(Venue, "head_name", "head_phone", "version")
    assert [decrypt(each) for each in row[:2]] == ["欧阳测试人", "13912345678"]
    assert {each[:3] for each in row[:2]} == {"k2:"}
    assert row[2] == venue.version
