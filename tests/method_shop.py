"""A shop of thirty prices, and the commands that train on it in this process."""

import json

from typer.testing import CliRunner

from inhouse.cli.app import app
from inhouse.registry import Registry

WORDS = (
    "apples bread candles dolls eggs forks gloves hats ink jars kites lamps mugs nails oars pens "
    "quilts rope soap tea urns vases wool yarn zips bolts clocks desks flutes gowns"
)
THINGS = WORDS.split(" ")
FAST = ["--set", "training.num_train_epochs=2", "--set", "training.max_batch_examples=4"]


def shop(folder, *, pairs=False):
    """Thirty questions with answers, or with a preferred and a rejected one."""
    folder.mkdir(parents=True)
    rows = []
    for i, thing in enumerate(THINGS):
        asked, right = f"What do {thing} cost?", f"Our {thing} cost ${3 + 2 * i}.50 each."
        wrong = f"Nobody here knows what {thing} cost, I am afraid."
        plain = {"question": asked, "answer": right}
        rows.append({"prompt": asked, "chosen": right, "rejected": wrong} if pairs else plain)
    (folder / "prices.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    story = " ".join(
        f"The shop has sold {thing} since {1900 + i}." for i, thing in enumerate(THINGS)
    )
    (folder / "about.md").write_text(f"# About the shop\n\n{story}\n")
    return folder


def inhouse(*arguments, code=0):
    done = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=True)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done


def trained(folder, base, method, *more, code=0):
    inhouse("ingest", folder)
    options = ["--set", f"base_model={base}", "--set", f"training.method={method}", *FAST, *more]
    done = inhouse("train", "--project", folder, *options, "--json", code=code)
    return json.loads(done.stdout) if code == 0 else None


def stop_at_checkpoint(patched, n):
    """Ctrl-C as soon as the checkpoint number `n` is kept."""
    save, saved = Registry.save_checkpoint, []

    def stopping(self, *arguments):
        save(self, *arguments)
        saved.append(1)
        if len(saved) == n:
            raise KeyboardInterrupt

    patched.setattr(Registry, "save_checkpoint", stopping)
