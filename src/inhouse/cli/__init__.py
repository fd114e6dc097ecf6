"""The command line: parse, call the step, print, name the next command."""

from inhouse.cli.app import main

__all__ = ["main"]
