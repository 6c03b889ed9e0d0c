"""`dabiao targets`, `dabiao template` and `dabiao lint`: the catalogue."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from verifier.acceptance.browse import browse
from verifier.acceptance.library import DEFAULT_GUIDE, open_guide
from verifier.acceptance.lint import Weight
from verifier.acceptance.lint import lint as lint_guide
from verifier.acceptance.template import template_table, template_text
from verifier.catalogue.guide import Project
from verifier.cli.face import DONE, NO, command_options, language, print_json, say
from verifier.errors import UsageError
from verifier.report.example_form import example_form
from verifier.report.extras import require
from verifier.wording import words

__all__ = ["lint", "targets", "template"]

_TEMPLATES = (".csv", ".xlsx", ".docx")
_TEMPLATE_WIDTHS = (26, 14, 14, 14, 8, 44)

_GUIDE = click.option("--guide", default=DEFAULT_GUIDE, show_default=True, help="The guide's id.")


@click.command()
@click.argument("wanted", metavar="[ID]", required=False)
@_GUIDE
@click.option("--json", "as_json", is_flag=True, help="Print the targets as JSON.")
@command_options
def targets(wanted: str | None, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Browse the catalogue: all targets, those of a project, or one in full.

    Example: dabiao targets 3103.ttv
    """
    found = browse(open_guide(options["guide"], options["guide_path"]), wanted)
    if options["as_json"]:
        print_json(found)
        return
    from verifier.report.catalogue_text import render_catalogue

    say(render_catalogue(found, language()).rstrip("\n"))


@click.command()
@click.argument("project")
@_GUIDE
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a .csv or .xlsx file; .docx writes an example of an office's form.",
)
@command_options
def template(project: str, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """An empty submission of a project: every target with its unit and conditions; or an example of an office's form.

    Example: dabiao template 3103 -o 3103.csv
    """
    output: Path | None = options["output"]
    if output is not None and output.suffix.lower() not in _TEMPLATES:
        raise UsageError("output_unknown", file=output, known=", ".join(_TEMPLATES))
    if output is not None and output.suffix.lower() == ".xlsx":
        require("xlsxwriter", "office", ".xlsx")
    found = open_guide(options["guide"], options["guide_path"]).project(project)
    if output is None:
        sys.stdout.buffer.write(template_text(found, language()).encode())
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(_template_bytes(found, output.suffix.lower()))
    say(words("template_written", language(), file=output))


def _template_bytes(project: Project, ending: str) -> bytes:
    if ending == ".docx":
        return example_form()
    if ending == ".csv":
        return template_text(project, language()).encode()
    from verifier.report.xlsx_report import workbook_bytes

    return workbook_bytes(template_table(project, language()), words("template_sheet", language()), _TEMPLATE_WIDTHS)


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@_GUIDE
@command_options
def lint(path: Path | None, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Look through a catalogue for contradictions, slips and gaps; exit 1 where something is wrong.

    Example: dabiao lint
    """
    lang = language()
    library = open_guide(options["guide"], path or options["guide_path"])
    found = lint_guide(library)
    for finding in found:
        say(f"{words(f'lint_{finding.weight}', lang)} {finding.place}: {finding.reason.text(lang)}")
    errors = sum(finding.weight is Weight.ERROR for finding in found)
    say(words("lint_count", lang, errors=errors, warnings=len(found) - errors, guide=library.guide.id))
    raise SystemExit(NO if errors else DONE)
