"""Day 18 of a campaign and whoever manages it, as in the campaign's own tests; a module may put its own there."""

from tests.campaigns.conftest import campaign, office  # noqa: F401 - fixtures
