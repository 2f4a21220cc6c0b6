"""Bad values as people, broken programs and attackers send them, and how they go over the line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

# OCO_FUZZ=20000 makes that many bad inputs; in the normal run there are as many as fit in a minute.
NUMBER = int(os.environ.get("OCO_FUZZ", "0"))
FULL = NUMBER > 0

NASTY = (
    *("", " ", "\x00", "a\x00b", "\r\n\r\n", "\t", "\u202eomgekeerd\u202c", "\u200f\u200b", "\ufeff", "\ufffe"),
    *("\ud800", "a\udfffb", "💥" * 60, "e\u0301" * 40, "\u0130", "ß", "٣", "２０２６", "²", "½", "Ⅳ", "1²"),
    *("0", "-1", "-45", "-0", "9" * 20, "9" * 400, "1e309", "1E5", "NaN", "Infinity", "-Infinity", "0x10", "1_000"),
    *("1,5", "1.234.567,89", "99999999999,99", "-99999999999,99", "0,001", "1,", ",5", "1.2.3", "2147483648"),
    *("9223372036854775808", "-9223372036854775809", "999:59", "1:60", "-1:30", "1440", "1441", "0:00"),
    *("0001-01-01", "01-01-0001", "31-12-9999", "9999-12-31", "30-02-2026", "29-02-2023", "1-1-1", "31-12-99"),
    *("0000-00-00", "2026-13-01", "10000-01-01", "32 januari 2026", "1 mrt 0001", "2026-W01", "25:61", "00:00"),
    *("2026-03-29T02:30", "2026-Q5", "0001-Q1", "9999-Q4", "2026-H3", "true", "on", "None", "null", "[]", "{}"),
    *("=1+1", "+31", "@SUM(A1)", "-2+3", '=HYPERLINK("http://x.example")', "<script>alert(1)</script>", "{{ 7 }}"),
    *("'; DROP TABLE x; --", "%00", "%s%n", "../../etc/passwd", "\\", '"', "' OR ''='", "plek-", "deur-0", ":"),
    *("1:", ":1", "1:2:3", "00000000-0000-0000-0000-000000000000", "x" * 300, "x" * 10_001, "a@b", "a@" + "b" * 300),
    *("0000 AA", "2711 SS", "+31999999999999999", "00316", "http://", "javascript:alert(1)", "file:///etc/passwd"),
)
ONE_MEGABYTE = "lang " * 200_000

bad = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(), max_size=40),  # lone surrogates too
    st.integers(-(10**24), 10**24).map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.sampled_from(("1" * 5000, ONE_MEGABYTE)) if FULL else st.sampled_from(("1" * 5000, "x" * 9000)),
)


def bounded(share: float, normal: int, *, over: int = 1) -> settings:
    """Settings of one test: its share of NUMBER, or this many in the normal run, always the same ones; divided over
    so many places."""
    return settings(
        max_examples=max(1, -(-int(NUMBER * share if FULL else normal) // over)),
        deadline=timedelta(seconds=60) if FULL else None,
        derandomize=not FULL,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
        print_blob=True,
    )


def encoded(pairs: Sequence[tuple[str, str]]) -> str:
    """As the body of a form; lone surrogates as the bytes that a broken program would send."""
    return "&".join(
        f"{quote(name.encode('utf-8', 'surrogatepass'))}={quote(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in pairs
    )
