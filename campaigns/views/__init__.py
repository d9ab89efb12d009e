"""Pages of the campaign."""

from campaigns.views.pages import Home

__all__ = ["Home"]
