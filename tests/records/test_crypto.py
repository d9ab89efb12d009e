"""Personal text at rest: sealed, tamper-evident, rotatable, and said in words when it is too long."""

import base64
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from baiyi.records.crypto import CannotDecrypt, decrypt, encrypt
from baiyi.records.drafts import draft_of, save_draft
from inspections.models import Venue
from tests.factories import make_venue

TEXT = "欧阳测试人 13912345678 𠮷"
KEYS = {"k1": "00112233445566778899aabbccddeeff", "k2": "ffeeddccbbaa99887766554433221100"}


@pytest.fixture(autouse=True)
def two_keys(settings):
    settings.FIELD_KEYS, settings.FIELD_KEY_ID = dict(KEYS), "k1"


def test_sealed_text_opens_again_and_looks_different_every_time():
    sealed = {encrypt(TEXT) for _ in range(50)}
    assert len(sealed) == 50
    assert {decrypt(each) for each in sealed} == {TEXT}
    assert not any(
        "欧阳" in each or "139" in base64.b64decode(each.partition(":")[2]).decode("latin1") for each in sealed
    )


@pytest.mark.parametrize("place", [0, 5, 11, 12, 20, -17, -16, -1])
def test_one_changed_bit_is_noticed(place):
    key_id, _, packed = encrypt(TEXT).partition(":")
    raw = bytearray(base64.b64decode(packed))
    raw[place] ^= 1
    with pytest.raises(CannotDecrypt, match="密文已损坏"):
        decrypt(f"{key_id}:{base64.b64encode(raw).decode()}")


@pytest.mark.parametrize("stored", ["k1:", "k1:AAAA", "k1:!!!!", "k1:A", f"k1:{'A' * 40}", f"k1:{'A' * 41}"])
def test_text_cut_short_or_no_ciphertext_is_noticed(stored):
    with pytest.raises(CannotDecrypt):
        decrypt(stored)


@pytest.mark.parametrize("length", [1, 10, 30, 50])
def test_every_truncation_is_noticed(length):
    with pytest.raises(CannotDecrypt):
        decrypt(encrypt(TEXT)[:-length])


@pytest.mark.parametrize("stored", ["k9:AAAA", "plain text", "", ":", "张三"])
def test_key_that_is_not_known_is_named(stored):
    with pytest.raises(CannotDecrypt, match="没有编号为"):
        decrypt(stored)


def test_new_key_seals_and_the_old_one_still_opens(settings):
    old = encrypt(TEXT)
    settings.FIELD_KEY_ID = "k2"
    new = encrypt(TEXT)
    assert (old[:3], new[:3]) == ("k1:", "k2:")
    assert decrypt(old) == decrypt(new) == TEXT
    settings.FIELD_KEYS = {"k2": KEYS["k2"]}
    assert decrypt(new) == TEXT
    with pytest.raises(CannotDecrypt, match="没有编号为 k1 的密钥"):
        decrypt(old)


def test_record_saved_after_a_rotation_is_under_the_new_key(force, settings):
    venue = make_venue(force.station, force.alice, head_name=TEXT[:5])
    settings.FIELD_KEY_ID = "k2"
    found = Venue.objects.get(pk=venue.pk)
    assert found.head_name == TEXT[:5]
    found.save()
    assert raw_column("inspections_venue", "head_name").startswith("k2:")
    assert Venue.objects.get(pk=venue.pk).head_name == TEXT[:5]


def raw_column(table: str, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return cursor.fetchone()[0]


def test_text_that_is_too_long_is_refused_by_the_model_too(force):
    venue = make_venue(force.station, force.alice)
    venue.head_name = "长" * 31
    with pytest.raises(ValidationError) as refusal:
        venue.full_clean()
    assert "30" in refusal.value.message_dict["head_name"][0]


def test_empty_text_is_stored_empty(force):
    make_venue(force.station, force.alice)
    assert raw_column("inspections_venue", "head_name") == ""


def test_draft_is_sealed_in_its_table_and_opens_for_its_author(force):
    number = uuid.uuid4()
    save_draft(
        by=force.alice, client_uuid=number, kind="inspection", payload={"签收人": ["欧阳测试人"]}, label="星河" * 80
    )
    raw = raw_column("records_draft", "payload")
    assert raw.startswith("k1:")
    assert "欧阳" not in raw
    assert "\\u6b27" not in raw
    draft = draft_of(force.alice, number, "inspection")
    assert draft.payload == {"签收人": ["欧阳测试人"]}
    assert len(draft.label) == 100
