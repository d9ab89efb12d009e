"""我的: drafts of the kinds that rooms declare, each leading back to its form."""

import uuid

import pytest

from baiyi.records import hooks
from baiyi.records.drafts import save_draft

ME = "/accounts/me/"


@pytest.fixture
def kept(force, monkeypatch):
    monkeypatch.setitem(
        hooks.draft_kinds, "note", hooks.DraftKind("便条", lambda draft: f"/notes/{draft.client_uuid}/")
    )
    kinds = {"inspection": "星河歌舞厅", "note": "记一下", "inspection-submitted": "交了的", "unheard-of": "没人认得"}
    return {
        kind: save_draft(by=force.alice, client_uuid=uuid.uuid4(), kind=kind, payload={}, label=label)
        for kind, label in kinds.items()
    }


def test_own_page_lists_drafts_of_declared_kinds_with_the_way_back(kept, force, sign_in):
    page = sign_in(force.alice).get(ME).content.decode()
    assert f'href="/inspections/entry/?draft={kept["inspection"].client_uuid}"' in page
    assert f'href="/notes/{kept["note"].client_uuid}/"' in page
    assert "便条" in page
    assert "交了的" not in page
    assert "没人认得" not in page
    assert "2 份" in page


def test_own_page_shows_no_draft_of_another_person(kept, force, sign_in):
    assert "星河歌舞厅" not in sign_in(force.amy).get(ME).content.decode()
