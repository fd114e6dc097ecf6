"""A running server over a tiny model: real HTTP, real streaming, the official client."""

import contextlib
import threading
import time

import pytest

from inhouse.contenders import Assistant, Index, Ingredients, Limits, build, with_writers
from inhouse.models.engines import BASE
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.load import load
from inhouse.records import Chunk, Recipe, Source
from inhouse.registry import Registry
from inhouse.rendering import open_renderer
from inhouse.server import Services, create_app
from inhouse.tasks import build as build_task
from letters import Letters
from serving_models import write_adapter, write_model


def recipe(contender, *, adapter=None, chunks=()):
    return Recipe(
        contender=contender,
        task="answer",
        system="You answer for the shop.",
        shots=(),
        chunks=tuple(chunks),
        sources={c.document_id: Source("prices.csv", row=2) for c in chunks},
        n_chunks=2,
        vectors=None,
        max_tokens=12,
        context_length=512,
        base_model="tiny",
        embedding_model="letters",
        adapter=adapter,
    )


CHUNK = Chunk("c1", "d1", "Walk-ins are welcome on Saturday from 9:30.", 0, 43)


@pytest.fixture(scope="session")
def tiny_house(tmp_path_factory):
    """Folder of a tiny model, folders of two adapters on it."""
    root = tmp_path_factory.mktemp("house")
    model = write_model(root / "model")
    adapters = {n: write_adapter(root / n, model, seed=i + 1) for i, n in enumerate(("a", "b"))}
    return model, adapters


@pytest.fixture(scope="session")
def assistants(tiny_house):
    folder, adapters = tiny_house
    renderer = open_renderer(folder)
    engine = TorchServing(load(folder, dtype="float32"), adapters, renderer.stop_ids)
    made = [
        _assistant("shop", recipe("fine_tuned", adapter="a"), renderer, engine),
        _assistant(
            "shop@challenger",
            recipe("fine_tuned_with_retrieval", adapter="b", chunks=[CHUNK]),
            renderer,
            engine,
        ),
        _assistant(BASE, recipe(BASE), renderer, engine),
    ]
    return {a.name: a for a in made}


def _assistant(name, frozen, renderer, engine):
    limits = Limits(frozen.max_tokens, frozen.context_length)
    knowledge = Index(frozen.chunks, Letters())
    task = build_task(frozen.task)
    own = Ingredients(task, frozen.system, frozen.shots, knowledge, frozen.n_chunks)
    own = with_writers(own, renderer, engine, limits, frozen.adapter)
    release = None if name == BASE else f"release-{name}"
    return Assistant(name, release, build(frozen.contender, own), own.tuned or own.writer)


def services_for(registry, assistants, **options):
    return Services(
        registry=registry,
        assistants=assistants,
        embedder=Letters(),
        embedding_model="letters",
        sources={"d1": Source("prices.csv", row=2)},
        **options,
    )


@contextlib.contextmanager
def running(app):
    """The address of the application, served by uvicorn in a thread."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    with Registry.open(tmp_path_factory.mktemp("project")) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(registry, assistants):
    with running(create_app(services_for(registry, assistants))) as url:
        yield url


@pytest.fixture(scope="module")
def client(address):
    import openai

    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as made:
        yield made


@pytest.fixture(scope="session")
def server_parts():
    """For a test that needs a server of its own."""
    return running, services_for
