"""The commands and what every one shares: errors as sentences, exit codes."""

from __future__ import annotations

import sys

import typer

from inhouse.cli import (
    chat,
    check,
    compare,
    curate,
    export,
    feedback,
    forget,
    generate,
    ingest,
    keys,
    models,
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
from inhouse.errors import BrokenInvariant, InhouseError

__all__ = ["app", "main"]

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
app.command("chat")(chat.chat)
app.command("promote")(promote.promote)
app.command("rollback")(promote.rollback)
app.command("releases")(promote.releases)
app.command("export")(export.export)
app.command("serve")(serve.serve)
app.command("feedback")(feedback.feedback)
app.command("status")(status.status)
app.add_typer(models.app, name="models")
app.add_typer(keys.app, name="keys")


def main() -> None:
    """Runs the command line; the exit code says whose fault it was."""
    try:
        code = app(standalone_mode=False)  # a typer.Exit comes back as its exit code
    except BrokenInvariant:
        raise
    except InhouseError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _say("Stopped. Nothing that was reported done is lost; run the same command to go on.")
        sys.exit(130)
    except Exception as error:
        if isinstance(error, typer.Abort):
            sys.exit(130)
        if hasattr(error, "format_message"):  # click's own complaints about the command line
            _say(f"{error.format_message()} See: inhouse --help")
            sys.exit(2)
        raise
    if isinstance(code, int) and code:
        sys.exit(code)


def _say(sentence: str) -> None:
    sys.stderr.write(f"\n{sentence}\n")
