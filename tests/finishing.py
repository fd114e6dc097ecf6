"""Runs work to its end, whatever it says on the way."""


def finish(work):
    """What the work gave."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value
