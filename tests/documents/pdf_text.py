"""How many pages a PDF of the house has, and the words on them: enough of a reader for what Typst writes."""

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.S)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.S)
_PAGE = re.compile(rb"/Type\s*/Page\b")
_TEXT = re.compile(rb"/(f\d+) [\d.]+ Tf|\(((?:[^()\\]|\\.)*)\)|(\bET\b)", re.S)
_ESCAPE = re.compile(rb"\\(\d{3}|.)", re.S)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(pdf: bytes) -> list[str]:
    """The text of each page, a line for each stretch of one style."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    return [_page(objects, body) for body in objects.values() if _PAGE.search(body.partition(b"stream")[0])]


def _page(objects: dict[int, bytes], page: bytes) -> str:
    fonts = _references(objects[_reference(page, b"Resources")].partition(b"/Font<<")[2].partition(b">>")[0])
    letters = {
        name: _letters(_stream(objects[_reference(objects[font], b"ToUnicode")])) for name, font in fonts.items()
    }
    words, font = [], ""
    for chosen, shown, end in _TEXT.findall(_stream(objects[_reference(page, b"Contents")])):
        if chosen:
            font = chosen.decode()
        elif end:
            words.append("\n")
        else:
            codes = _ESCAPE.sub(_unescaped, shown)
            words += [letters[font].get(codes[at : at + 2], "") for at in range(0, len(codes), 2)]
    return "".join(words)


def _unescaped(found: "re.Match[bytes]") -> bytes:
    escaped = found[1]
    return bytes([int(escaped, 8)]) if escaped.isdigit() else _NAMED.get(escaped, escaped)


def _letters(table: bytes) -> dict[bytes, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table)
    return {bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found is not None
    return zlib.decompress(found[1])


def _reference(body: bytes, key: bytes) -> int:
    found = re.search(rb"/" + key + rb" (\d+) 0 R", body)
    assert found is not None
    return int(found[1])


def _references(body: bytes) -> dict[str, int]:
    return {name.decode(): int(number) for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", body)}
