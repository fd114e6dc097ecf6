"""Examples to a dataset, one check after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from inhouse.curation.checking import Measure, run_checks
from inhouse.curation.checks import Background
from inhouse.curation.choosing import Budget, cut_to_budget
from inhouse.curation.given_splits import (
    STRENGTH,
    GivenSplit,
    Ties,
    names_a_split,
    split_as_given,
    split_by_customer,
)
from inhouse.curation.review import applied, still_open, without_done
from inhouse.curation.serialising import dataset_id
from inhouse.curation.splitting import Closeness, SplitShares, alike, group, split, whole_customers
from inhouse.errors import NotEnoughData
from inhouse.records import Dataset, Decision, Example, Finding, Progress, Split, Work
from inhouse.tasks import Task
from inhouse.tasks import build as build_task

__all__ = ["Curated", "CurationSettings", "Known", "curate", "too_long"]


@dataclass(frozen=True, slots=True)
class CurationSettings:
    """What is kept and how it is split.

    Args:
        test_share: share (0-1) of the examples that judge.
        validation_share: share (0-1) that stop training.
        near_duplicate_questions: Jaccard (0-1) from which two questions belong together.
        near_duplicate_answers: the same for answers of 30 words and more.
        min_examples: fewer usable ones are refused.
    """

    test_share: float = 0.2
    validation_share: float = 0.1
    near_duplicate_questions: float = 0.7
    near_duplicate_answers: float = 0.8
    min_examples: int = 20


@dataclass(frozen=True, slots=True)
class Curated:
    """The dataset, and what its owner should know about it.

    Args:
        dataset: the new version.
        findings: what was found; the cases that people decided are left out.
        asked: what was found, decided cases included: the whole queue.
        control: a random training set of the size of the budget, with the same held-out examples;
            None where there is no budget.
    """

    dataset: Dataset
    findings: tuple[Finding, ...]
    asked: tuple[Finding, ...] = ()
    control: Dataset | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the examples.

    Args:
        background: for the checks.
        measure: asks the models for the checks that need one; None leaves these out.
        decisions: what people decided about earlier findings.
        budget: how many to learn from; None takes all.
        customers: example id to whatever tells whose row it was.
    """

    background: Background = field(default_factory=Background)
    measure: Measure | None = None
    decisions: tuple[Decision, ...] = ()
    budget: Budget | None = None
    customers: Mapping[str, Sequence[str]] = field(default_factory=dict)


def curate(
    examples: Sequence[Example],
    *,
    task: str,
    seed: int,
    settings: CurationSettings,
    known: Known | None = None,
) -> Work[Curated]:
    """The dataset of these examples. The order they come in does not matter.

    Raises:
        NotEnoughData: too few are usable, or they cannot be split.
    """
    beside = known or Known()
    checked = yield from run_checks(examples, beside.background, measure=beside.measure)
    decided = applied(checked.examples, checked.findings, beside.decisions)
    closed = [d.case for d in beside.decisions]
    asked = without_done(checked.findings, (checked.examples, decided), closed)
    left = still_open(asked, closed)
    whose = build_task(task)
    fitting, unfit = _fitting(whose, decided)
    checked, left, asked = replace(checked, examples=fitting), (*left, *unfit), (*asked, *unfit)
    _refuse_few(checked.examples, len(examples), settings, whose)
    yield Progress("Checking", 0, None, "checks", "near-duplicates")
    parts = _split(checked.examples, beside, settings, seed)
    placed = {*parts.split.train, *parts.split.validation, *parts.split.test}
    used = tuple(e for e in checked.examples if e.id in placed)
    weaker = parts.findings
    whole = _dataset(task, used, parts.split, {e.id: parts.groups[e.id] for e in used})
    asked = (*asked, *weaker)
    if beside.budget is None:
        return Curated(whole, (*left, *weaker), asked)
    cut = yield from cut_to_budget(whole, examples, left, beside.budget)
    dataset = _dataset(task, *cut.chosen)
    control = _dataset(task, *cut.control)
    return Curated(dataset, (*left, *weaker), asked, control)


def _split(
    examples: Sequence[Example], beside: Known, settings: CurationSettings, seed: int
) -> GivenSplit:
    """The split that the data names, or one made of whole groups."""
    groups, weaker = _groups(examples, settings, beside.customers)
    shares = SplitShares(settings.test_share, settings.validation_share)
    ids = {e.id for e in examples}
    parts = {i: part for i, part in beside.background.parts.items() if i in ids}
    if names_a_split(parts):
        ties = Ties(groups, alike(examples, _closeness(settings)))
        return split_as_given(examples, parts, ties, shares, seed=seed)
    if any(f.check == "one_big_customer" for f in weaker):
        whole = whole_customers(examples, beside.customers)
        several = len({*whole.values()}) > len(STRENGTH)
        if several and 2 * len(_biggest(examples, whole)) <= len(examples):
            near = alike(examples, _closeness(settings))
            customers = split(examples, whole, shares, seed=seed)
            apart = split_by_customer(examples, Ties(whole, near), customers)
            if apart is not None:
                return apart
    made = split(examples, groups, shares, seed=seed)
    return GivenSplit(made, groups, (*weaker, *_unplaced(examples, made)))


def _unplaced(examples: Sequence[Example], parts: Split) -> tuple[Finding, ...]:
    """A finding about what a model wrote of held-out documents: it may not judge."""
    placed = {*parts.train, *parts.validation, *parts.test}
    left = [e for e in examples if e.id not in placed]
    if not left:
        return ()
    finding = Finding(
        check="written_by_a_model",
        severity="info",
        examples=tuple(e.id for e in left),
        evidence=f"{len(left)} examples that a model wrote are about held-out documents, and were"
        " left out: what judges was written by people",
        fix="Nothing.",
        source=left[0].source,
    )
    return (finding,)


def _dataset(
    task: str, examples: Sequence[Example], parts: Split, groups: Mapping[str, str]
) -> Dataset:
    key = dataset_id(task, examples, parts, groups)
    return Dataset(key, task, tuple(examples), parts, groups)


def too_long(
    examples: Sequence[Example], lengths: Mapping[str, int], limit: int
) -> tuple[tuple[Example, ...], tuple[Finding, ...]]:
    """The examples of at most `limit` tokens, and a finding about the others.

    Args:
        examples: to look at.
        lengths: example id to tokens.
        limit: tokens.
    """
    kept = tuple(e for e in examples if lengths[e.id] <= limit)
    over = [e for e in examples if lengths[e.id] > limit]
    if not over:
        return kept, ()
    where = "; ".join(f"{e.source}: {lengths[e.id]} tokens" for e in over[:5])
    finding = Finding(
        check="too_long",
        severity="warning",
        examples=tuple(e.id for e in over),
        evidence=f"expected at most {limit} tokens an example, found {len(over)} longer ({where});"
        " they were left out",
        fix="Shorten or split them: a learned answer that is cut off teaches cut-off answers.",
        source=over[0].source,
    )
    return kept, (finding,)


def _closeness(settings: CurationSettings) -> Closeness:
    return Closeness(settings.near_duplicate_questions, settings.near_duplicate_answers)


def _groups(
    examples: Sequence[Example],
    settings: CurationSettings,
    customers: Mapping[str, Sequence[str]],
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Groups by document and customer.

    Where one group is more than half of all, documents are parted first, then customers, then
    both: there near-duplicates alone are kept together.
    """
    closeness = _closeness(settings)
    findings: dict[str, Finding] = {}
    ways = [(True, True), (False, True), (True, False)] if customers else [(True, False)]
    for by_document, by_customer in ways:
        told = customers if by_customer else {}
        groups = group(examples, closeness, by_document=by_document, customers=told)
        members = _biggest(examples, groups)
        if 2 * len(members) <= len(examples):
            parted = {"one_big_document": not by_document, "one_big_customer": not by_customer}
            return groups, tuple(f for name, f in findings.items() if parted[name])
        if by_document:
            findings.setdefault("one_big_document", _one_big_document(members, len(examples)))
        if by_customer:
            findings["one_big_customer"] = _one_big_customer(members, len(examples))
    return group(examples, closeness, by_document=False), tuple(findings.values())


def _biggest(examples: Sequence[Example], groups: Mapping[str, str]) -> list[Example]:
    (name, _), *_ = Counter(groups.values()).most_common(1)
    return [e for e in examples if groups[e.id] == name]


def _one_big_customer(members: Sequence[Example], n_examples: int) -> Finding:
    return Finding(
        check="one_big_customer",
        severity="warning",
        examples=(),
        evidence=f"{len(members)} of {n_examples} examples hang together by their customers in"
        f" {members[0].source.file}, so whole customers cannot be held out; rows of one customer"
        " are on both sides of the split",
        fix="Read the verdict as a little too kind. Rows of more customers would judge better.",
        source=members[0].source,
    )


def _one_big_document(members: Sequence[Example], n_examples: int) -> Finding:
    return Finding(
        check="one_big_document",
        severity="warning",
        examples=(),
        evidence=f"{len(members)} of {n_examples} examples hang together in"
        f" {members[0].source.file}, so whole documents cannot be held out; questions of one"
        " document are on both sides of the split, and only near-duplicates are kept together",
        fix="Read the verdict as a little too kind. Separate documents would judge better.",
        source=members[0].source,
    )


def _fitting(
    task: Task, examples: Sequence[Example]
) -> tuple[tuple[Example, ...], tuple[Finding, ...]]:
    """The examples that the task can use, and a finding about the others."""
    fitting = tuple(e for e in examples if task.uses(e))
    kept = {e.id for e in fitting}
    others = [e for e in examples if e.id not in kept]
    if not others:
        return fitting, ()
    where = "; ".join(str(e.source) for e in others[:5])
    finding = Finding(
        check="not_of_the_task",
        severity="warning",
        examples=tuple(e.id for e in others),
        evidence=f"{len(others)} examples are none of the task '{task.spec.name}' ({where}); they"
        " were left out",
        fix="Correct them, or leave them out of the files.",
        source=others[0].source,
    )
    return fitting, (finding,)


def _refuse_few(
    examples: Sequence[Example], n_read: int, settings: CurationSettings, task: Task
) -> None:
    if len(examples) >= settings.min_examples:
        return
    dropped = n_read - len(examples)
    why = f" ({dropped} more were left out as unsound or repeated)" if dropped else ""
    raise NotEnoughData(
        f"Fine-tuning and judging it need at least {settings.min_examples} usable examples,",
        f"but there are {len(examples)}{why}.",
        f"{task.facts.wording.wanting}, then: inhouse run FOLDER",
    )
