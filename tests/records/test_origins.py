"""A new record that comes from another: its form is filled, and a made-up or foreign origin does not exist."""

import pytest

from tests.cases.samples import make_case

ADDRESSES = {"/cases/new/": "origin", "/disputes/new/": "behind"}


@pytest.mark.parametrize(("url", "named"), ADDRESSES.items())
@pytest.mark.parametrize("label", ["cases.nothing", "accounts.user", ""])
@pytest.mark.parametrize("pk", ["1", "x", "9" * 40, ""])
def test_made_up_origin_does_not_exist(force, sign_in, url, named, label, pk):
    assert sign_in(force.alice).get(url, {named: label, "of": pk}).status_code == 404


def test_foreign_and_voided_case_behind_a_dispute_does_not_exist(force, sign_in):
    case = make_case(force)
    asked = {"behind": "cases.case", "of": case.pk}
    assert sign_in(force.alice).get("/disputes/new/", asked).status_code == 200
    assert sign_in(force.bob).get("/disputes/new/", asked).status_code == 404
    type(case).objects.filter(pk=case.pk).update(voided_at=case.created_at)
    assert sign_in(force.alice).get("/disputes/new/", asked).status_code == 404


def test_number_no_key_can_have_is_no_origin(force, sign_in):
    assert sign_in(force.alice).get("/disputes/new/", {"behind": "cases.case", "of": "9" * 18}).status_code == 404
