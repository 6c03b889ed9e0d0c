"""`dabiao merge`: add the tallies of earlier runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from verifier.acceptance.merge import Merging
from verifier.acceptance.merge import merge as add_parts
from verifier.acceptance.report_files import RESULT_ENDINGS, Layout, refuse_ending, write_result
from verifier.cli.check_command import show_result, status_of
from verifier.cli.clock import today
from verifier.cli.face import command_options, language, print_json, say
from verifier.cli.layout_options import layout_options
from verifier.wording import words

__all__ = ["merge"]


@click.command()
@click.argument("parts", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--only", multiple=True, metavar="ID", help="Judge this target only; may be given again.")
@click.option(
    "--contract",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The contract (TOML) that the parts were tallied under.",
)
@click.option("--accept-expert", is_flag=True, help="Targets for experts do not count as open in the exit status.")
@click.option("--json", "as_json", is_flag=True, help="Print the result object.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Write a report: {', '.join(RESULT_ENDINGS)}.",
)
@layout_options
@command_options
def merge(parts: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Judge the sum of parts that `dabiao check --parts` kept: a year from its days.

    Example: dabiao merge parts/2026-01 parts/2026-02 -o year.html
    """
    output: Path | None = options["output"]
    rerun = "dabiao merge " + " ".join(path.name for path in parts)
    layout = Layout(options["font_path"], options["docx_template"], rerun)
    if output is not None:
        refuse_ending(output, RESULT_ENDINGS, layout)
    result = add_parts(Merging(parts, options["guide_path"], options["only"], options["contract"]), today()).result
    if output is not None:
        write_result(result, output, language(), layout)
    if options["as_json"]:
        print_json(result)
    else:
        show_result(result)
        if output is not None:
            say(words("report_written", language(), file=output))
    raise SystemExit(status_of(result["summary"], accept_expert=options["accept_expert"]))
