"""What stands in a PDF file, unpacked: enough to see its tags without a package that reads PDF."""

import re
import zlib


def inside(pdf: bytes) -> bytes:
    """The objects of the file and the content of its packed streams."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"\n".join((pdf, *map(_inflate, streams)))


def _inflate(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:  # a font or a picture, packed in another way
        return b""


def as_string(text: str) -> bytes:
    """A text as a PDF writes it."""
    if text.isascii():
        return b"(" + re.sub(rb"([\\()])", rb"\\\1", text.encode()) + b")"
    return f"<feff{text.encode('utf-16-be').hex()}>".encode()
