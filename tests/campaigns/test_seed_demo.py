"""What the first run prints of the demo accounts."""

import pytest

from campaigns.management.commands.seed_demo import lines_of


@pytest.mark.parametrize("password", ["demo", "Demo-0123456789abcdef-long"])
def test_password_and_role_stand_apart_whatever_the_password(password):
    known = {"password": password, "unit": "东街所", "name": "王强"}
    lines = lines_of(
        [known | {"username": "auditadmin", "role": "民警"}, known | {"username": "chief", "role": "所长"}]
    )
    assert [line.split()[:2] for line in lines] == [["auditadmin", password], ["chief", password]]
    assert lines[1] == f"  chief       {password}  所长（东街所 王强）"
