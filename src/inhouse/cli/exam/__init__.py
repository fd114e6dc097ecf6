"""`inhouse exam`: the command, and the table it ends with."""

from inhouse.cli.exam.command import exam

__all__ = ["exam"]
