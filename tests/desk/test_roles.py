"""Roles and permissions."""

from itertools import pairwise

import pytest

from scraper.desk.roles import PERMISSIONS, Permission, Role, may


@pytest.mark.parametrize(("less", "more"), list(pairwise(Role)))
def test_each_role_may_all_that_the_one_before_may_and_more(less: Role, more: Role) -> None:
    assert PERMISSIONS[less] < PERMISSIONS[more]


def test_an_admin_may_everything() -> None:
    assert PERMISSIONS[Role.ADMIN] == set(Permission)


def test_a_contributor_suggests_and_writes_but_does_not_decide() -> None:
    assert may(Role.CONTRIBUTOR, Permission.SUGGEST)
    assert may(Role.CONTRIBUTOR, Permission.WRITE)
    assert not may(Role.CONTRIBUTOR, Permission.DECIDE)
