"""Reads: the comparison, and what its contenders were made of.

Makes: a release, frozen with everything it needs, and serves it from now on.
Refuses when: the verdict chose another contender, or none; the files that would be served answer
otherwise than PyTorch, or in fewer bits lose more than a point; and nobody insists.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from inhouse.contenders import facts_of
from inhouse.errors import ConfigFault, GateRefused
from inhouse.records import (
    Channel,
    Comparison,
    Notice,
    Promotion,
    Recipe,
    Release,
    Work,
    content_id,
)
from inhouse.registry import Registry, to_json
from inhouse.steps.answering import Held, ingredients_of, limits_of
from inhouse.steps.project import Project
from inhouse.steps.releases.frozen import freeze
from inhouse.steps.releases.parity import details_of, refuse_unlike, served_parity
from inhouse.steps.releases.quantizing import is_quantized, measured_loss, refuse_loss
from inhouse.steps.run import compared, settled
from inhouse.steps.workbench import Workbench

__all__ = ["Promoted", "promote"]


@dataclass(frozen=True, slots=True)
class Promoted:
    """The release and the change it made."""

    release: Release
    promotion: Promotion


def promote(
    project: Project,
    *,
    contender: str | None = None,
    channel: Channel = "champion",
    force: bool = False,
    as_compared: bool = False,
) -> Work[Promoted]:
    """Serves a contender of the last comparison, knowing everything.

    What was judged is the recipe; what is served looks things up in all the firm's questions and
    answers, the held-out ones included. What was fine-tuned stays as it was judged.

    Args:
        project: whose comparison.
        contender: who; None for the one the verdict chose.
        channel: "champion" answers by default; "challenger" only those who ask for it.
        force: serve it although the verdict or the files do not allow it.
        as_compared: serve what was judged itself, without the held-out questions.

    Raises:
        GateRefused: see `Refuses when`.
        ConfigFault: no such contender was compared.
    """
    project = yield from settled(project)
    bench = Workbench(project)
    held, _, result = yield from compared(project, bench)
    chosen = _chosen(result.comparison, contender, insists=force or channel == "challenger")
    recipe = yield from _recipe(project, held, bench, chosen, everything=not as_compared)
    release = _release(project.registry, recipe, result.comparison)
    details = yield from _gated(project, release, channel, force=force)
    knows = "what was compared" if as_compared else "everything"
    release = replace(release, details={**details, "knows": knows})
    reason = f"{chosen}: verdict {result.comparison.verdict.worth_it}"
    releases = project.registry.serving.releases
    releases.save(release)
    made = releases.promote(release.id, channel=channel, reason=reason)
    yield Notice(f"Release {release.id} ({chosen}) is the {channel} now.")
    return Promoted(release, made)


def _gated(
    project: Project, release: Release, channel: Channel, *, force: bool
) -> Work[dict[str, str]]:
    """What the gates of serving found, to be kept with the release."""
    parity = yield from served_parity(project, release, channel)
    yield Notice(f"{parity}.")
    if not force:
        refuse_unlike(parity)
    details = details_of(parity)
    if is_quantized(parity.precision):
        most = project.config.compare.max_test_examples
        served = (parity.precision, most, parity.engine)
        loss = yield from measured_loss(project, release, *served)
        refuse_loss(loss, force=force)
        details["loss"] = str(loss)
    return details


def _chosen(comparison: Comparison, contender: str | None, *, insists: bool) -> str:
    ship, names = comparison.verdict.ship, [c.name for c in comparison.contenders]
    if contender is not None and contender not in names:
        raise ConfigFault(
            f"A contender that was compared is one of {', '.join(names)},",
            f"not {contender!r}.",
            f"inhouse promote --contender {names[-1]}",
        )
    chosen = contender or ship
    if chosen is None or (chosen != ship and not insists):
        raise GateRefused(
            "What is served should be what the verdict chose,",
            f"which is {ship or 'nobody'}: {comparison.verdict.reason}",
            f"To serve another all the same: inhouse promote --contender "
            f"{contender or names[0]} --force",
        )
    return chosen


def _recipe(
    project: Project, held: Held, bench: Workbench, chosen: str, *, everything: bool
) -> Work[Recipe]:
    (facts,) = facts_of([chosen])
    ingredients = yield from ingredients_of(project, held, bench, everything=everything)
    renderer = yield from bench.renderer()
    limits = limits_of(project, held, renderer, bench)
    sources = {d.id: d.source for d in held.documents}
    adapter = held.trained.run.adapter.sha256
    return freeze(project, facts, ingredients, limits, sources, adapter)


def _release(registry: Registry, recipe: Recipe, comparison: Comparison) -> Release:
    sha = registry.serving.releases.put_recipe(recipe)
    score = next(c.score.value for c in comparison.contenders if c.name == recipe.contender)
    return Release(
        id=content_id(comparison.id, to_json(recipe)),
        contender=recipe.contender,
        comparison=comparison.id,
        run=comparison.run,
        dataset=comparison.dataset,
        base_model=recipe.base_model,
        recipe=sha,
        primary_metric=comparison.primary_metric,
        score=score,
    )
