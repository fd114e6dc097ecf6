"""Shared by every test: hypothesis without deadlines (two shared cores), no network."""

import os

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("HF_HUB_OFFLINE", "1")

settings.register_profile(
    "inhouse", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("inhouse")


def _threads(n):
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(n)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def one_thread():
    """PyTorch on one thread: tiny tensors gain nothing from two that wait for each other.

    The suite of tiny models took 180 s on two threads and 11 s on one, with both cores busy.
    """
    yield from _threads(1)


@pytest.fixture
def two_threads():
    """PyTorch on two threads, for the real models."""
    yield from _threads(2)


@pytest.fixture(scope="session")
def starter_folder():
    """The real starter model's folder, fetched into the user's cache when it is not there."""
    from inhouse.models.fetch import fetch

    work = fetch("smollm2-135m-instruct")
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value
