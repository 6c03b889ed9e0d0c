"""What `dabiao template` writes beside CSV."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from click.testing import CliRunner

from verifier.cli.main import cli


def test_an_untouched_workbook_submits_nothing(tmp_path: Path) -> None:
    """The XLSX template is read as a submission without rows: every target is missing, and the answer is open."""
    output = tmp_path / "3103.xlsx"
    assert 0 == CliRunner().invoke(cli, ["template", "3103", "-o", str(output)]).exit_code

    ran = CliRunner().invoke(cli, ["check", str(output), "--project", "3103", "--lang", "en"])

    assert 3 == ran.exit_code, ran.output
    assert "✓ achieved 0" in ran.output


def test_the_example_form_is_written_and_fills(tmp_path: Path) -> None:
    """The DOCX that template writes is a form that check fills."""
    form, table, report = tmp_path / "form.docx", tmp_path / "rows.csv", tmp_path / "report.docx"
    table.write_text("target,value,unit,conditions\n3103.ttv,0.015,mm,wafer_class = 6英寸\n", encoding="utf-8")
    assert 0 == CliRunner().invoke(cli, ["template", "3103", "-o", str(form)]).exit_code

    ran = CliRunner().invoke(cli, ["check", str(table), "--docx-template", str(form), "-o", str(report)])

    assert 3 == ran.exit_code, ran.output
    with ZipFile(BytesIO(report.read_bytes())) as archive:
        text = archive.read("word/document.xml").decode("utf-8")
    assert "3103.ttv" in text
    assert "{{line." not in text
