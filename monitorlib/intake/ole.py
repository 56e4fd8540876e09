"""The streams of an OLE file, in which old Excel keeps its workbook."""

import struct

_END = 0xFFFFFFFA  # from here on a number is no sector but a sign


def stream(data: bytes, *names: str) -> bytes | None:
    """The content of the first stream that has one of these names; None where the file has none of them."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    _, n_fat, first_directory, _, small, first_mini, _, first_difat, n_difat = struct.unpack_from(
        "<9I", data, 40
    )
    fat = _fat(data, size, n_fat, first_difat, n_difat)
    directory = _chain(data, fat, first_directory, size, 512)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    root = entries[0]
    for entry in entries:
        length = struct.unpack_from("<H", entry, 64)[0]
        if entry[: max(length - 2, 0)].decode("utf-16-le", "replace") not in names:
            continue
        start, wide = struct.unpack_from("<II", entry, 116)
        if wide >= small:
            return _chain(data, fat, start, size, 512)[:wide]
        mini = _chain(data, fat, struct.unpack_from("<I", root, 116)[0], size, 512)
        table = _numbers(_chain(data, fat, first_mini, size, 512))
        return _chain(mini, table, start, 64, 0)[:wide]
    return None


def _fat(data: bytes, size: int, n_fat: int, first_difat: int, n_difat: int) -> list[int]:
    """The table that tells of each sector which one follows it."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    for _ in range(min(n_difat, len(data) // size)):
        if first_difat >= _END:
            break
        *more, first_difat = _numbers(_sector(data, first_difat, size, 512))
        sectors += more
    table = b"".join(_sector(data, s, size, 512) for s in sectors[:n_fat] if s < _END)
    return _numbers(table)


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _sector(data: bytes, number: int, size: int, header: int) -> bytes:
    at = number * size + (size if header else 0)
    return data[at : at + size]


def _chain(data: bytes, table: list[int], sector: int, size: int, header: int) -> bytes:
    parts = []
    while sector < len(table) and len(parts) <= len(table):
        parts.append(_sector(data, sector, size, header))
        sector = table[sector]
    return b"".join(parts)
