"""`dabiao serve`: the service, for one person at this machine or for a panel and its teams."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from verifier.cli.face import command_options, language, say
from verifier.errors import UsageError
from verifier.report.extras import require
from verifier.wording import words

if TYPE_CHECKING:
    # The libraries of an extra; the command says so where it is not installed.
    from verifier.web.serving import Begun

__all__ = ["serve"]

_LIBRARIES: Final = ("alembic", "argon2", "fastapi", "multipart", "prometheus_client", "sqlalchemy", "uvicorn")
_OIDC_LIBRARIES: Final = ("authlib", "httpx", "joserfc")
_MIB: Final = 1024 * 1024


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0: a free one.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("dabiao-data"),
    show_default=True,
    help="Folder of everything that is kept.",
)
@click.option("--database", metavar="URL", help="PostgreSQL's URL, without a password; or DABIAO_DATABASE_URL.")
@click.option("--demo", is_flag=True, help="Fill an empty folder with worked submissions.")
@click.option("--login", is_flag=True, help="People sign in; always so where others can reach the server.")
@click.option("--behind-https", is_flag=True, help="A proxy in front speaks https.")
@click.option("--public-url", metavar="URL", help="The address that people type, where a proxy stands in front.")
@click.option("--proxy", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The proxy's own address.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Checks at the same time.")
@click.option("--upload-mib", type=click.IntRange(1, 65536), default=256, show_default=True, help="Size of an upload.")
@click.option(
    "--check-seconds", type=click.IntRange(1, 86400), default=600, show_default=True, help="Time that a check may take."
)
@command_options
def serve(**options: Any) -> None:  # noqa: ANN401 -- click's options
    """Run the service: pages, and an API for programs.

    On this machine alone it asks for no password. Where others can reach it, people sign in, and the first start
    prints an invitation for the administrator. Passwords and secrets come from the environment: DABIAO_DATABASE_URL,
    DABIAO_OIDC_ISSUER, DABIAO_OIDC_CLIENT_ID, DABIAO_OIDC_CLIENT_SECRET, DABIAO_METRICS_TOKEN.

    Example: dabiao serve --demo
    """
    for library in _LIBRARIES:
        require(library, "serve", "dabiao serve")
    from verifier.web.serving import bind
    from verifier.web.serving import serve as run
    from verifier.web.settings import Settings, check_url, is_loopback, read_environment

    environment = read_environment(os.environ)
    if environment.oidc is not None:
        for library in _OIDC_LIBRARIES:
            require(library, "oidc", "DABIAO_OIDC_ISSUER")
    if options["database"] and environment.database_url:
        raise UsageError("serve_database_twice")
    public_url = check_url(options["public_url"]) if options["public_url"] else None
    alone = is_loopback(options["host"]) and public_url is None and environment.oidc is None
    listening = bind(options["host"], options["port"])
    settings = Settings(
        data=options["data"],
        database_url=options["database"] or environment.database_url,
        host=options["host"],
        port=listening.getsockname()[1],
        login=options["login"] or not alone,
        public_url=public_url,
        behind_https=options["behind_https"],
        workers=options["workers"],
        upload_bytes=(options["upload_mib"] + 1) * _MIB,
        metrics_token=environment.metrics_token,
        oidc=environment.oidc,
    )
    with listening:
        run(
            replace(settings, data=settings.data.resolve()),
            listening,
            judge_seconds=options["check_seconds"],
            demo=options["demo"],
            guide_path=options["guide_path"],
            proxy=options["proxy"],
            say=lambda begun: _say(begun, settings.login, encrypted=settings.secure or is_loopback(options["host"])),
        )


def _say(begun: Begun, login: bool, *, encrypted: bool) -> None:  # noqa: FBT001 -- two facts of one start
    """Say where the service is, and what has to be known once."""
    lang = language()
    say(words("serve_listening", lang, url=begun.url))
    if not login:
        say(words("serve_local", lang))
    if not encrypted:
        say(words("serve_plain", lang), err=True)
    if begun.invitation is not None:
        say(words("serve_invitation", lang, link=f"{begun.url}/join/{begun.invitation}"))
    if login:
        for person in begun.people:
            say(words("serve_demo_person", lang, name=person.name, shown=person.shown_name, password=person.password))
