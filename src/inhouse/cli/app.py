"""The commands and what every one shares: errors as sentences, exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from inhouse.cli import (
    chat,
    check,
    compare,
    curate,
    exam,
    export,
    feedback,
    forget,
    generate,
    ingest,
    keys,
    models,
    password,
    plan,
    promote,
    report,
    review,
    run,
    serve,
    show,
    status,
    train,
)
from inhouse.cli.options import patient_threads
from inhouse.errors import BrokenInvariant, InhouseError

__all__ = ["app", "main", "perform"]

_STOPPED = "Stopped. Nothing that was reported done is lost; run the same command to go on."

app = typer.Typer(
    name="inhouse",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Fine-tune a language model on your own files, and see whether it was worth it.",
    epilog="Start here: inhouse run FOLDER",
)
app.command("run")(run.run)
app.command("ingest")(ingest.ingest)
app.command("generate")(generate.generate)
app.command("show")(show.show)
app.command("check")(check.check)
app.command("curate")(curate.curate)
app.command("review")(review.review)
app.command("forget")(forget.forget)
app.command("plan")(plan.plan)
app.command("train")(train.train)
app.command("compare")(compare.compare)
app.command("report")(report.report)
app.command("exam")(exam.exam)
app.command("chat")(chat.chat)
app.command("promote")(promote.promote)
app.command("rollback")(promote.rollback)
app.command("releases")(promote.releases)
app.command("export")(export.export)
app.command("serve")(serve.serve)
app.command("feedback")(feedback.feedback)
app.command("password")(password.password)
app.command("status")(status.status)
app.add_typer(models.app, name="models")
app.add_typer(keys.app, name="keys")


def main() -> None:
    """Runs the command line; the exit code says whose fault it was."""
    patient_threads()
    code, sentence = perform()
    if sentence:
        sys.stderr.write(f"\n{sentence}\n")
    if code:
        sys.exit(code)


def perform(arguments: Sequence[str] | None = None) -> tuple[int, str]:
    """Runs one command to its end; its exit code, and a sentence on what went wrong or "".

    Args:
        arguments: what stands behind `inhouse`; None for those of this process.
    """
    try:
        # a typer.Exit comes back as its exit code
        code = app(arguments, standalone_mode=False)
    except BrokenInvariant:
        raise
    except InhouseError as error:
        return error.exit_code, str(error)
    except KeyboardInterrupt:
        return 130, _STOPPED
    except Exception as error:
        if isinstance(error, typer.Abort):
            return 130, ""
        if hasattr(error, "format_message"):  # click's own complaints about the command line
            return 2, f"{error.format_message()} See: {_command_of(error)} --help"
        raise
    return (code if isinstance(code, int) else 0), ""


def _command_of(error: Exception) -> str:
    """The command that a complaint of click's is about."""
    context = getattr(error, "ctx", None)
    names: list[str] = []
    while context is not None and context.parent is not None:
        names.insert(0, context.info_name)
        context = context.parent
    return " ".join(["inhouse", *names])
