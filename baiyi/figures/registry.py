"""Where figures are registered; a key names one figure for ever."""

from baiyi.figures.declarations import Figure

_figures: dict[str, Figure] = {}


def register(figure: Figure) -> Figure:
    if figure.key in _figures:
        raise ValueError(f"figure {figure.key} is registered twice")
    _figures[figure.key] = figure
    return figure


def get(key: str) -> Figure | None:
    return _figures.get(key)


def all_figures() -> list[Figure]:
    return sorted(_figures.values(), key=lambda figure: (figure.order, figure.key))
