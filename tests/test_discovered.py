"""Nobody is left out: each declaration of record pages and each model of ours is met by the samples of its room.

Addresses with an argument are asked for in test_urls_policy.py, form pages in test_bad_input.py, figures that are zero
in figures/test_figures_and_lists.py.
"""

from auditlog.models import LogEntry

from baiyi.records.recordviews import declared
from tests.discovered import (
    URLS,
    assert_none_is_left_out,
    folders_with_samples,
    form_pages,
    make_everything,
    place,
    rooms,
    samples,
    subjects,
)
from tests.ours import our_apps, our_models
from tests.world import World, rows_written

KNOWN = {"SAMPLES", "FORM_PAGES", "SENDABLE", "SUBJECTS", "happen"}


def of_room(model) -> str:
    return place(f"{model._meta.app_label}:")


def test_every_declaration_of_record_pages_has_a_sample():
    met = {id(sample.views) for sample in samples()}
    missing = [views for views in declared if id(views) not in met]
    assert_none_is_left_out({each.name: f"add a Sample to SAMPLES of {of_room(each.model)}" for each in missing})
    assert declared


def test_samples_of_a_declaration_make_each_of_its_moves_and_acts():
    """And what is added and changed."""
    missing = {}
    for views in declared:
        offered = {*views.moves, *views.acts, *(name for name in ("add", "change") if getattr(views, name))}
        mine = [sample for sample in samples() if sample.views is views]
        made = {name for sample in mine for name in (*sample.acts, *(["add"] if sample.words else []))}
        how = f"say what it asks for in `words`, `changed` or `moves` of a Sample in {of_room(views.model)}"
        missing |= {f"{views.name} {name}": how for name in offered - made}
    assert_none_is_left_out(missing)


def test_every_model_of_ours_has_a_row_in_what_the_samples_make(force):
    """Also what a machine writes, and the journal."""
    make_everything(World(force))
    empty = [model for model in [*our_models(), LogEntry] if not model._base_manager.exists()]
    assert_none_is_left_out({each._meta.label: f"let `happen` of {of_room(each)} make one" for each in empty})


def test_every_table_of_ours_is_watched(db):
    """By what says that a refused request changed nothing; only signs of life are left out."""
    left_out = {model._meta.label for model in our_models()} - rows_written().keys()
    assert left_out == {"jobs.Heartbeat", "jobs.ScheduledRun"}


def test_every_folder_with_samples_is_that_of_a_room():
    assert folders_with_samples() == rooms().keys() <= {config.label for config in our_apps()}


def test_samples_declare_nothing_that_nobody_reads():
    """A name that is misspelt would be found by nobody."""
    said = {name for room in rooms().values() for name, value in vars(room).items() if is_list(name, value)}
    assert said <= KNOWN


def is_list(name: str, value) -> bool:
    return name.isupper() and isinstance(value, dict | list)


def test_declared_names_are_addresses():
    assert form_pages().keys() - URLS == set()
    assert {each for each in subjects() if not any(name.startswith(each) for name in URLS)} == set()
