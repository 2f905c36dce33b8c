"""A zip of several files: names that Windows shows as they are, nothing lost, nothing outside."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest

from asahi_metrics.exports.archive import safe_name, text_file, write_zip

NOON = datetime(2026, 11, 26, 12, 0, 0)
UTF8 = 0x800


def test_files_come_out_as_they_went_in_with_their_time() -> None:
    files = {"一覧.txt": text_file(["あ" * 500]), "05_今宿.pptx": b"PK" + bytes(range(256))}
    with zipfile.ZipFile(io.BytesIO(write_zip(files.items(), NOON))) as parts:
        assert parts.testzip() is None
        assert {name: parts.read(name) for name in parts.namelist()} == files
        entries = parts.infolist()
    assert {one.date_time for one in entries} == {(2026, 11, 26, 12, 0, 0)}
    # Without the flag Windows Explorer reads the names in the code page of its own language.
    assert all(one.flag_bits & UTF8 for one in entries)
    assert entries[0].compress_size < entries[0].file_size


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("鶴ヶ峰_2026.pptx", "鶴ヶ峰_2026.pptx"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a\\b:c*d?e"f<g>h|i', "a_b_c_d_e_f_g_h_i"),
        ("が", "が"),
        ("a\n\u202eb. ", "a__b"),
    ],
)
def test_what_windows_refuses_in_a_name_is_replaced(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_text_begins_with_a_mark_and_ends_its_lines_as_windows_does() -> None:
    assert text_file(["旭区", ""]) == b"\xef\xbb\xbf" + "旭区\r\n\r\n".encode()
