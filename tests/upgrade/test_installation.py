"""An installation of before comes up by `prepare` alone: stored ones show what their own commit showed. Names that
changed: moved.py.
"""

import pytest

from tests.upgrade import addresses, filling, living, stored
from tests.upgrade.moved import ANSWERS, HEALTH, MODELS, model_of, stored_model

pytestmark = pytest.mark.xdist_group("upgrade")

SAME = {
    "still_signed_in": "a session of before",
    "journal": "journal lines by the kind of their record",
    "subjects": "journal, messages, photos and deadlines on their records",
    "figures_of_days": "the figures of several days",
    "timelines": "timelines of some records",
    "photos": "photos, and who sees them",
    "drafts": "open drafts with what was typed and their photos",
    "personal": "encrypted names and phones",
    "messages": "messages, and where each leads",
    "rights": "whom each address lets in",
    "runs": "the slots that ran, wait, or were cut off",
    "jobs": "background jobs done, waiting, and cut off",
    "health": "what 系统健康 says",
    "check": "manage.py check",
    "first_tick": "what was left undone is done",
    "second_tick": "nothing is done twice",
    "health_after": "what 系统健康 says after it",
    "next_week": "the next week opens at the hour this office set",
}


@pytest.mark.parametrize("part", SAME)
def test_upgraded_installation_shows_the_same(part, installation, upgraded):
    now = known_figures(upgraded[part], installation) if part == "figures_of_days" else upgraded[part]
    before = installation.before[part]
    assert now == ([known_health(each) for each in before] if part == "next_week" else before), SAME[part]


def known_health(moment: dict) -> dict:
    """With the words of 系统健康 that changed on purpose."""
    lines = [[_known_words(cell) for cell in line] for line in moment["health"]]
    return moment | {"health": lines}


def _known_words(cell: str) -> str:
    for before, (now, _) in HEALTH.items():
        cell = cell.replace(before, now)
    return cell


def known_figures(days: dict, installation) -> dict:
    """Without the figures that came later."""
    before = installation.before["figures_of_days"]
    assert isinstance(days, dict), days
    return {day: {key: value for key, value in found.items() if key in before[day]} for day, found in days.items()}


def test_every_address_of_before_answers_as_before(installation, upgraded):
    expected = {
        (address, account): answer
        for address, each in installation.before["pages"].items()
        for account, answer in each.items()
    }
    answers = {
        (address, account): answer for address, each in upgraded["pages"].items() for account, answer in each.items()
    }
    assert answers == expected | {place: now for place, (_, now, _) in ANSWERS.items() if place in expected}


def test_every_answer_that_changed_on_purpose_did_change(installation, upgraded):
    known = [
        (place, before, now) for place, (before, now, _) in ANSWERS.items() if place[0] in installation.before["pages"]
    ]
    assert all(
        installation.before["pages"][address][account] == before != now for (address, account), before, now in known
    )


def test_no_kind_of_record_is_left_without_its_model(installation, upgraded):
    """Content types are renamed, not made anew beside the old ones."""
    assert [label for label in upgraded["models"] if label.endswith("没有这种记录")] == []
    assert set(upgraded["models"]) >= set(installation.before["models"])


def test_every_line_about_a_record_finds_it(upgraded):
    found = [
        (table, label, count, alive)
        for table, rows in upgraded["subjects"].items()
        for label, (count, alive) in rows.items()
    ]
    assert len(found) > 10
    assert [each for each in found if each[2] != each[3]] == []


def test_messages_in_the_broker_find_their_task(installation, upgraded):
    assert set(upgraded["tasks"]) >= set(installation.before["tasks"])


def test_no_heartbeat_of_a_scan_that_is_gone_keeps_the_health_red(installation, upgraded):
    assert installation.before["failing"], "the stored installation has a scan that failed"
    assert upgraded["stale_scans"] == []
    assert upgraded["failing_after"] == []


def test_migrate_alone_keeps_the_figures(installation, migrated):
    assert known_figures(migrated["figures"], installation) == installation.before["figures_of_days"]


def test_migrating_back_gives_every_row_back(migrated):
    assert isinstance(migrated["back"], dict), migrated["back"]
    assert migrated["lost"] == {}


def test_migrating_forward_again_keeps_the_figures(installation, migrated):
    assert known_figures(migrated["again"], installation) == installation.before["figures_of_days"]


def test_rows_that_are_there_get_their_keys(keyed):
    assert keyed["keyed"] > 1000
    assert keyed["wrong"] == []


def test_two_live_venues_that_are_one_stay_and_are_marked(keyed):
    assert keyed["marked"] == keyed["doubles"]


def test_what_was_issued_computed_and_journaled_is_not_rewritten(keyed):
    assert keyed["rewritten"] == []


def test_stored_installation_was_left_in_the_middle_of_everything(installation):
    """Otherwise the comparisons above would say little."""
    before = installation.before
    assert {state for _, _, state, *_ in before["runs"]} >= {"done", "due", "claimed"}
    assert {state for _, _, state, _ in before["jobs"]} == {"done", "due", "claimed"}
    assert before["first_tick"]["told"]
    assert before["second_tick"]["told"] == {}
    assert sorted(before["drafts"]) == ["chief", "officer"]
    assert all(
        any(text in str(each) for each in before["drafts"].values()) for text in installation.known["typed"].values()
    )
    assert before["personal"]["shown"] == installation.known["personal"]
    assert {account for account, rows in before["messages"].items() if rows} >= {
        "leader",
        "office",
        "chief",
        "officer",
        "officer2",
    }
    assert all(before["timelines"].values())
    assert all("ok" in answers for _, _, answers in before["photos"].values())


def test_stored_installation_is_small(installation):
    assert stored.size_of(installation.folder) <= stored.MOST_BYTES


def test_names_that_changed_are_of_stored_installations(installation):
    assert all(label in installation.before["models"] for label in MODELS)


def test_another_installation_can_be_stored():
    """The script that stores one is run by hand: what it imports must be there."""
    assert all(callable(each) for each in (living.live, addresses.pages_of, filling.answer))


def test_a_moved_model_is_found_by_the_name_it_was_stored_by(monkeypatch):
    monkeypatch.setitem(MODELS, "elsewhere.thing", "records.draft")
    assert model_of("elsewhere.thing")._meta.label == "records.Draft"
    assert stored_model("records.draft") == "elsewhere.thing"
    assert stored_model("accounts.user") == "accounts.user"
