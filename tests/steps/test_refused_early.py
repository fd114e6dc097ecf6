"""What could not be compared is refused before anything is read or trained."""

import pytest

from finishing import finish
from inhouse.config import load
from inhouse.errors import ConfigFault, ModelUnavailable, UnreadableFile
from inhouse.registry import Registry
from inhouse.steps.project import Project
from inhouse.steps.run import compared, run
from inhouse.steps.workbench import Workbench

WHOLE = (run, lambda project: compared(project, Workbench(project)))
LOOKUPS = 'compare.contenders=["closest_answer", "passage"]'
UNTRAINED = 'compare.contenders=["closest_answer", "prompted"]'


@pytest.fixture
def project(tmp_path):
    """With these settings, over files that are not there: whoever reads them fails."""
    with Registry.open(tmp_path) as registry:

        def make(*settings):
            own = load(tmp_path, overrides=("base_model=smollm2-135m-instruct", *settings))
            return Project(tmp_path, tmp_path / "nothing", own, registry)

        yield make


@pytest.mark.parametrize("step", WHOLE)
@pytest.mark.parametrize(
    ("settings", "fault", "said"),
    [
        (("serve.engine=lama.cpp",), ConfigFault, r"Did you mean 'llama\.cpp'"),
        (("serve.engine=pytorch",), ConfigFault, "Did you mean 'torch'"),
        (("serve.engine=vllm",), ConfigFault, "Expected an engine: auto"),
        (("serve.engine=endpoint",), ModelUnavailable, r"alone, but 1 should be served"),
        (("serve.engine=openvino", "serve.precision=f32"), ModelUnavailable, "precision is f32"),
        (('compare.contenders=["few_shots"]',), ConfigFault, "Did you mean 'few_shot'"),
    ],
)
def test_what_cannot_be_compared_is_refused_first(project, step, settings, fault, said):
    with pytest.raises(fault, match=said):
        finish(step(project(*settings)))


@pytest.mark.parametrize("step", WHOLE)
@pytest.mark.parametrize(
    "settings",
    [
        (),
        ("serve.engine=auto", "serve.precision=f32"),
        ("serve.engine=torch", "serve.precision=f32"),
        ("serve.engine=endpoint", UNTRAINED),
        ("serve.engine=lama.cpp", LOOKUPS),
    ],
)
def test_what_can_be_compared_is_read(project, step, settings):
    with pytest.raises(UnreadableFile):
        finish(step(project(*settings)))
