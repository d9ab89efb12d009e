"""The hotspots of the demonstration, their weeks and what was sent about them."""

from hotspots.demo.hotspots import plant

__all__ = ["plant"]
