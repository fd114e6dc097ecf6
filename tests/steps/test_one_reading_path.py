"""Checking, measuring privacy, ingesting and running read the same files the same way."""

import contextlib
import json

import openpyxl
import pytest

from finishing import finish
from inhouse.config import load
from inhouse.records import Customer, content_id
from inhouse.registry import Registry
from inhouse.sources.readers.office.workbook import Workbook
from inhouse.sources.readers.rows.delimited import Delimited
from inhouse.steps import check as checking
from inhouse.steps import privacy as measuring
from inhouse.steps.check import check
from inhouse.steps.discretion import background_of, discreet
from inhouse.steps.fingerprints import reading_rules, rules_of
from inhouse.steps.ingest import ingest
from inhouse.steps.privacy import check_privacy
from inhouse.steps.project import Project
from inhouse.steps.run import gathered

SETTINGS = """
[curation]
max_file_megabytes = 1
[ingest]
makers = ["table_rows"]
max_table_examples = 3
"""
WORDINGS = """
[[table]]
columns = ["price"]
question = "{name}: what is to pay?"
answer = "{value} dollars"
"""
MARIA = (Customer("name", "Maria Lopez"), Customer("phone", "415-234-9981"))


@pytest.fixture
def firm(tmp_path):
    """A table of five prices, a page for a maker that is off, a large file, a list of customers."""
    (tmp_path / "inhouse.toml").write_text(SETTINGS)
    (tmp_path / "inhouse-templates.toml").write_text(WORDINGS)
    prices = "".join(f"Item {name},{price}\n" for price, name in enumerate("ABCDE", start=10))
    (tmp_path / "prices.csv").write_text(f"Name,Price\n{prices}")
    (tmp_path / "faq.md").write_text("## Do you repair hats?\n\nYes, on Mondays.\n")
    (tmp_path / "large.csv").write_text("question,answer\n" + "Why?,Because.\n" * 80_000)
    book = openpyxl.Workbook()
    book.active.append(["Client name", "Phone"])
    book.active.append(["Maria Lopez", "415-234-9981"])
    book.save(tmp_path / "clients.xlsx")
    return tmp_path


@contextlib.contextmanager
def opened(firm):
    with Registry.open(firm) as registry:
        yield Project(firm, firm, load(firm), registry)


def rules_without_a_project(firm):
    config = load(firm)
    return config, reading_rules(config, firm)


def test_all_four_read_the_very_same_examples_and_customers(firm, monkeypatch):
    seen = {}

    def noting(step, module):
        true = module.read

        def read(*arguments):
            found = yield from true(*arguments)
            seen[step] = (found.examples, found.customers)
            return found

        monkeypatch.setattr(module, "read", read)

    noting("check", checking)
    noting("privacy", measuring)
    config, rules = rules_without_a_project(firm)
    diagnosis = finish(check(firm, config, rules))
    finish(check_privacy(firm, config, rules))
    with opened(firm) as project:
        ingested = finish(ingest(project))
        ran = finish(gathered(project))
    examples, customers = seen["check"]
    asked = [f"Item {c}: what is to pay?" for c in "ABC"]
    assert [e.question for e in examples] == ["What is the phone number of Maria Lopez?", *asked]
    assert customers == MARIA
    for got in (
        seen["privacy"],
        *((tuple(i.examples), tuple(i.customers)) for i in (ingested, ran)),
    ):
        assert got == (examples, customers)
    assert diagnosis.dataset == content_id(*sorted(e.id for e in ingested.examples))


@pytest.mark.parametrize("more", [[], ["--privacy"]])
def test_the_command_reads_a_single_file_by_the_settings_of_its_project(
    firm, more, tmp_path_factory, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    from inhouse.cli import main

    arguments = ["inhouse", "check", str(firm / "prices.csv"), "--project", str(firm), "--json"]
    monkeypatch.setattr("sys.argv", [*arguments, *more])
    with contextlib.suppress(SystemExit):
        main()
    assert json.loads(capsys.readouterr().out)["n_examples"] == 3


def test_no_table_is_parsed_in_the_commands_own_process(firm, monkeypatch):
    def refuse(*_arguments):
        raise AssertionError("a table was parsed in the command's own process")

    for reader, method in ((Delimited, "read"), (Delimited, "stream"), (Workbook, "read")):
        monkeypatch.setattr(reader, method, refuse)
    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_path", refuse, raising=False)
    monkeypatch.setattr("csv.reader", refuse)
    with pytest.raises(AssertionError, match="own process"):
        Workbook().read(firm / "clients.xlsx", "clients.xlsx")
    config, rules = rules_without_a_project(firm)
    finish(check(firm, config, rules))
    finish(check_privacy(firm, config, rules))
    with opened(firm) as project:
        ingested = finish(gathered(project))
        assert background_of(ingested, project.config).privacy is not None
        finish(check(firm, config, rules_of(project), project=project))
        told = discreet(project, ingested.examples, ["Maria Lopez called."])
    assert "Lopez" not in told[0]


def test_what_an_older_version_stored_without_customers_is_read_again(firm, monkeypatch):
    monkeypatch.setattr("inhouse.steps.fingerprints._GIVES", "")
    with opened(firm) as project:
        finish(ingest(project))
        monkeypatch.undo()
        again = finish(ingest(project))
    assert tuple(again.customers) == MARIA
    assert again.changes == ()
