"""Times are measured by `make bench` only: beside other tests they would say nothing."""


def pytest_ignore_collect(collection_path, config):
    return None if any("bench" in argument for argument in config.args) else True
