"""Files as they come: encodings, delimiters, quoted lines, titles, totals; and whatever else ends in a sentence."""

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain.refusals import Refused
from realis_tui.importing.run import FoundFile, ImportFile, find_tables

SAMPLE = Path(__file__).parents[1] / "data" / "entreprises.xlsx"


def found(folder: Path, content: bytes, name: str = "fichier.csv") -> FoundFile:
    path = folder / name
    path.write_bytes(content)
    return find_tables(ImportFile(path))


def lines(file: FoundFile) -> list[int]:
    return [row.line for table in file.tables for row in table.rows]


TABLE = "Raison sociale;Ville;Tél. port.\nÉté d'Œuvre;Sète;06 39 98 00 01\nDeux;Nîmes;\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    table = found(tmp_path, TABLE.encode(encoding)).tables[0]
    assert table.header.values(table.rows[0])["nom"] == "Été d'Œuvre"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    file = found(tmp_path, TABLE.replace(";", delimiter).encode())
    assert sorted(file.tables[0].header.fields.values()) == ["commune", "nom", "telephone"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_record_is_numbered_by_its_first_physical_line(tmp_path: Path, end: str) -> None:
    text = 'Nom;Observations\n"Un";"sur\ndeux\nlignes"\n\nDeux;rien\n'.replace("\n", end)
    assert lines(found(tmp_path, text.encode())) == [2, 6]


def test_titles_blanks_totals_and_headers_again(tmp_path: Path) -> None:
    text = (
        "Suivi;;;\n;;;\nN°;Entreprise;Ville;Surface\n1;Une;Sète;12\n;;;\nBâtiment B;;;\n2;Total Solidaire;Nîmes;8\n"
        "N°;Entreprise;Ville;Surface\n3;Trois;Alès;4\nTotal;;;24\nTotal : 3 entreprises;;;\n"
    )
    assert lines(found(tmp_path, text.encode())) == [4, 7, 9]


def test_headers_by_synonym_in_any_order_with_slips(tmp_path: Path) -> None:
    text = "Mail\u00a0contact;VILLE;n° siret;Raison socialle;Surface (m2);?\nx@y.fr;Sète;1;Une;3;z\n"
    header = found(tmp_path, text.encode()).tables[0].header
    assert list(header.fields.values()) == ["courriel", "commune", "siret", "nom", "surface"]
    assert header.unknown == ("?",)


def test_a_quote_never_closed_is_said(tmp_path: Path) -> None:
    text = 'Nom;Ville\n"Une;Sète\n' + "Autre;Nîmes\n" * 200
    with pytest.raises(Refused, match="guillemet ouvert ligne 2"):
        found(tmp_path, text.encode())


def test_several_sheets_and_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "classeur.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for number in (1, 2):
            sheet = book.add_worksheet(f"Étage {number}")
            sheet.write_row(3 * number, 2, ["Nom", "Ville"])
            sheet.write_row(3 * number + 2, 2, [f"Entreprise {number}", "Sète"])
        book.add_worksheet("Lisez-moi").write(0, 0, "Rempli à la main")
    assert lines(find_tables(ImportFile(path))) == [6, 9]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"\0\1\2\3" * 50, "ni un classeur ni un texte"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 pas un zip", "pas un classeur lisible"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "pas un classeur lisible"),
        (b"bonjour\nle monde\n", "aucune ligne d'en-têtes"),
        (b"Ville;Surface\nS\xe8te;3\n", "aucune ligne d'en-têtes"),
    ],
)
def test_what_is_no_table_ends_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        found(tmp_path, content, "x.xlsx")
    assert len(refused.value.problems) == 1


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.xlsx", tmp_path, Path("a\0b")):
        with pytest.raises(Refused):
            find_tables(ImportFile(path))


def test_a_small_file_that_claims_a_huge_table(tmp_path: Path) -> None:
    path = tmp_path / "coin.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nom", "Ville"])
        sheet.write(1_048_575, 16_383, "loin")
    with pytest.raises(Refused, match="démesuré"):
        find_tables(ImportFile(path))


FAR = (
    "<row r='1000001'><c r='EU1000001'><v>1</v></c></row>",
    '<row r="1"><c s=">" r = "eu1000001"><v>1</v></c></row>',
    '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1000001"><c><v>1</v></c></row>',
)


@pytest.mark.parametrize("rows", FAR)
def test_a_sheet_written_otherwise_that_claims_a_huge_table(tmp_path: Path, rows: str) -> None:
    with zipfile.ZipFile(SAMPLE) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name in parts if name.startswith("xl/worksheets/"))
    parts[sheet] = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{rows}</sheetData></worksheet>"
    ).encode()
    with pytest.raises(Refused, match="démesuré"):
        found(tmp_path, zipped(parts), "coin.xlsx")


def zipped(parts: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return made.getvalue()


def test_a_binary_workbook_is_asked_for_in_another_form(tmp_path: Path) -> None:
    """How large its sheets claim to be is not looked at before they are read."""
    parts = {"xl/workbook.bin": b"", "xl/worksheets/sheet1.bin": b""}
    with pytest.raises(Refused, match="classeur binaire"):
        found(tmp_path, zipped(parts), "suivi.xlsb")


def ods(rows: str) -> bytes:
    """A LibreOffice workbook of one sheet, these its rows."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Suivi">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def ods_row(*texts: str, times: int = 1, each: int = 1) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{each}"><text:p>{text}</text:p>'
        "</table:table-cell>"
        if text
        else '<table:table-cell table:number-columns-repeated="16000"/>'
        for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


@pytest.mark.parametrize(
    "last", [ods_row("Une", times=1_000_000, each=16_000), ods_row("") * 2 + ods_row("", "x", times=20_000)]
)
def test_a_small_ods_that_repeats_into_a_huge_table(tmp_path: Path, last: str) -> None:
    with pytest.raises(Refused, match="démesuré"):
        found(tmp_path, ods(ods_row("Nom", "Ville") + last), "coin.ods")


def test_an_ods_whose_blank_end_is_repeated_is_read(tmp_path: Path) -> None:
    """What LibreOffice writes below every sheet."""
    content = ods(ods_row("Nom", "Ville") + ods_row("Une", "Sète", "") + ods_row("", times=1_048_000))
    assert lines(found(tmp_path, content, "suivi.ods")) == [2]


def test_fuzzed_workbooks_end_in_tables_or_a_sentence(tmp_path: Path, full: bool) -> None:
    whole = SAMPLE.read_bytes()
    draw, read = random.Random(20261123), set()
    for number in range(400 if full else 60):
        content = bytearray(whole)
        for _ in range(draw.choice((1, 5, 50))):
            content[draw.randrange(len(content))] = draw.randrange(256)
        damaged = bytes(content[: draw.choice((len(content), draw.randrange(1, len(content))))])
        read.add(_ends_well(tmp_path, damaged, number))
    assert read == {True, False}, "the damage is neither always harmless nor always fatal"


def test_fuzzed_sheets_end_in_tables_or_a_sentence(tmp_path: Path, full: bool) -> None:
    """Damage inside the zip, where the checksum no longer protects the reader."""
    draw, read = random.Random(7), set()
    with zipfile.ZipFile(SAMPLE) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for number in range(300 if full else 60):
        name = draw.choice([name for name in parts if name.endswith(".xml")])
        damaged = bytearray(parts[name])
        for _ in range(draw.choice((1, 4, 30))):
            damaged[draw.randrange(len(damaged))] = draw.randrange(32, 127)
        made = BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, bytes(damaged) if part == name else content)
        read.add(_ends_well(tmp_path, made.getvalue(), number))
    assert read == {True, False}


@given(st.binary(max_size=400), st.sampled_from([b"", b"Nom;Ville\n", b"Raison sociale,Ville\r\n", b"\xff\xfe"]))
def test_fuzzed_csv_ends_in_tables_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, rest: bytes, head: bytes
) -> None:
    _ends_well(tmp_path_factory.getbasetemp(), head + rest, 0, ".csv")


def _ends_well(folder: Path, content: bytes, number: int, ending: str = ".xlsx") -> bool:
    """Whether it is read; else it is refused in one sentence."""
    sentence, tables = "", ()
    try:
        tables = found(folder, content, f"fuzz{number}{ending}").tables
    except Refused as refused:
        sentence = refused.message
    assert bool(tables) is not bool(sentence)
    assert not sentence or (sentence.endswith(".") and "\n" not in sentence)
    for table in tables:
        numbers = [row.line for row in table.rows]
        assert numbers == sorted(set(numbers)), "each line once, in order"
    return bool(tables)
