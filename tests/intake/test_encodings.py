"""Bytes to text: the two ways to the text agree, and NUL signs of old databases are left out."""

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitorlib.foundation.errors import UserError
from monitorlib.intake.read.encodings import as_utf8, decode

MARKS = (b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@given(
    st.text(st.sampled_from('abc;\n"ëé€ÃÂâ«©\0'), min_size=1),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"]),
)
def test_both_ways_give_the_same_text(text, encoding):
    data = text.encode(encoding)
    try:
        expected = decode(data, "e.csv")
    except UserError:
        with pytest.raises(UserError):
            as_utf8(data, "e.csv")
    else:
        utf8, *told = as_utf8(data, "e.csv")
        assert (utf8.decode(), *told) == expected


@given(st.sampled_from(MARKS), st.binary(max_size=40))
@example(codecs.BOM_UTF8, b"a;b\xcf;")
def test_both_ways_agree_on_any_bytes(mark, rest):
    data = mark + rest
    try:
        expected = decode(data, "e.csv")[0].encode("utf-8", "replace")
    except UserError as error:
        with pytest.raises(UserError) as raised:
            as_utf8(data, "e.csv")
        assert raised.value.message("nl") == error.message("nl")
    else:
        assert as_utf8(data, "e.csv")[0] == expected


def test_nul_signs_that_pad_a_cell_are_left_out():
    assert decode(b"a;b\0\0\0;c\r\nd;e;f\r\n" * 3, "e.csv")[0] == "a;b;c\r\nd;e;f\r\n" * 3


@pytest.mark.parametrize("data", [b"abcde\0\x01\x02\n" * 50, b"abc\0def", b"aa\0" * 50 + b"\n"])
def test_nul_signs_in_something_else_are_no_text(data):
    with pytest.raises(UserError, match="geen tekstbestand"):
        decode(data, "e.csv")
