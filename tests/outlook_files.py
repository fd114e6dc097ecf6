"""Writes small mails as Outlook saves them: a compound file whose streams are the fields."""

import struct

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SUBJECT, _BODY, _SENDER, _ADDRESS, _HEADERS, _PAGE, _CODEPAGE = (
    0x0037, 0x1000, 0x0C1A, 0x0C1F, 0x007D, 0x1013, 0x3FDE,
)  # fmt: skip


def msg(*, subject="", body="", sender="", address="", headers="", page=""):
    """The bytes of a .msg file; Source: MS-OXMSG 2.4, MS-CFB 2."""
    texts = {_SUBJECT: subject, _BODY: body, _SENDER: sender, _ADDRESS: address, _HEADERS: headers}
    streams, table = {}, b""
    for number, text in texts.items():
        if text:
            raw = text.encode("utf-16-le")
            streams[f"__substg1.0_{number:04X}001F"] = raw
            table += struct.pack("<HHIII", 0x1F, number, 6, len(raw) + 2, 0)
    if page:
        raw = page.encode()
        streams[f"__substg1.0_{_PAGE:04X}0102"] = raw
        table += struct.pack("<HHIII", 0x102, _PAGE, 6, len(raw), 0)
    table += struct.pack("<HHIII", 3, _CODEPAGE, 6, 65001, 0)
    table += struct.pack("<HHIII", 3, 0x340D, 6, 0x40000, 0)
    streams["__properties_version1.0"] = struct.pack("<8x4I8x", 0, 0, 0, 0) + table
    return _compound(streams)


def _compound(streams):
    mini, chains, entries = b"", [], []
    for name, raw in sorted(streams.items(), key=lambda item: (len(item[0]), item[0].upper())):
        first, count = len(mini) // 64, max(-(-len(raw) // 64), 1)
        chains += [*range(first + 1, first + count), _END]
        mini += raw.ljust(count * 64, b"\0")
        entries.append((name, 2, first, len(raw)))
    n_dir = -(-(len(entries) + 1) // 4)
    n_chain, n_mini = -(-len(chains) * 4 // 512), -(-len(mini) // 512)
    at_chain, at_mini = 1 + n_dir, 1 + n_dir + n_chain
    fat = [_FAT, *_run(1, n_dir), *_run(at_chain, n_chain), *_run(at_mini, n_mini)]
    directory = _entry("Root Entry", 5, at_mini, n_mini * 512, child=1 if entries else _FREE)
    for at, (name, kind, first, size) in enumerate(entries, start=1):
        right = at + 1 if at < len(entries) else _FREE
        directory += _entry(name, kind, first, size, right=right)
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1,
        1, 0, 4096, at_chain, n_chain, _END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    parts = (
        struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat))),
        directory.ljust(n_dir * 512, b"\0"),
        struct.pack(f"<{len(chains)}I", *chains).ljust(n_chain * 512, b"\xff"),
        mini.ljust(n_mini * 512, b"\0"),
    )
    return header + b"".join(parts)


def _run(first, count):
    return [*range(first + 1, first + count), _END] if count else []


def _entry(name, kind, first, size, *, right=_FREE, child=_FREE):
    raw = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16x4x8x8xIII", raw, len(raw) + 2, kind, 1, _FREE, right, child, first, size, 0
    )
