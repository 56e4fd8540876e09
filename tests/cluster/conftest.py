"""A real cluster of Dask; where Dask is not installed these tests are skipped, and fail where it is required."""

import os
from importlib.util import find_spec

import pytest

from tests.cluster.dask_cluster import DaskCluster


@pytest.fixture(scope="session")
def dask() -> None:
    """Dask is there."""
    told = "not installed: distributed (pip install 'monitorlib[cluster]')"
    if find_spec("distributed") is None and os.environ.get("MONITOR_TEST_DASK") == "required":
        pytest.fail(f"MONITOR_TEST_DASK=required, and {told}")
    if find_spec("distributed") is None:
        pytest.skip(told)  # a newcomer may test without; where it is required it fails, two lines up


@pytest.fixture(scope="module")
def cluster(dask, tmp_path_factory):
    """A scheduler with two workers: one that Dask watches over (a nanny, so it is a daemon), and one alone."""
    made = DaskCluster(tmp_path_factory.mktemp("cluster"))
    try:
        made.worker()
        made.worker("--no-nanny")
        made.has(2)
        yield made
    finally:
        made.end()


@pytest.fixture
def own_cluster(dask, tmp_path_factory):
    """Makes clusters that may be broken."""
    made = []

    def make(**settings: str) -> DaskCluster:
        made.append(DaskCluster(tmp_path_factory.mktemp("cluster"), **settings))
        return made[-1]

    yield make
    for each in made:
        each.end()
