"""The service as it runs: its database, its files, its key and its log, made at the first start."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from verifier.acceptance.library import DEFAULT_GUIDE
from verifier.errors import UsageError
from verifier.record.durable import write_durably
from verifier.record.keyfile import public_line, read_key, write_key
from verifier.record.keys import Ed25519Signer
from verifier.record.log import Log, found_log, open_log
from verifier.record.note import LogKey
from verifier.record.trust import Trust, Trusted
from verifier.service.child import SharedChild
from verifier.service.logbook import heal
from verifier.store.blobs import Blobs
from verifier.store.database import Database, file_url, open_database
from verifier.store.people import Person, add_person, person_by_name

__all__ = ["LOCAL", "Service", "ServiceLimits", "local_person", "open_service", "utc_now"]

LOCAL: Final = "local"
"""Name of the one person of a service that runs for one person."""

# Asia/Shanghai has had no other offset since 1991; a bare machine may lack the time zone database.
_SHANGHAI: Final = timezone(timedelta(hours=8))
_LEFT: Final = timedelta(days=1)
_KEY_ROLE: Final = "service"
_LEAST_FREE: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ServiceLimits:
    """How much one person may ask at once.

    Args:
        file_bytes: Bytes of one file.
        submission_bytes: Bytes of one submission.
        files: Files of one submission.
        seconds: How long a check may take.
        session_idle: How long a session lasts unused.
        session_life: How long a session lasts at most.
        preview_rows: Rows of a file that a preview shows.
    """

    file_bytes: int = 64 * 1024 * 1024
    submission_bytes: int = 256 * 1024 * 1024
    files: int = 200
    seconds: float = 600
    session_idle: timedelta = timedelta(hours=8)
    session_life: timedelta = timedelta(days=7)
    preview_rows: int = 20


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Service:
    """The running service.

    Args:
        database: Its database.
        blobs: The bytes of files.
        data: Its folder.
        url: The database's URL.
        limits: How much one person may ask at once.
        guide: The guide's id.
        guide_path: Where to look for the guide, None for the program's own.
        local: Whether it runs for one person, who has every part in every project.
        key: What signs records and the log.
        clock: Tells the time.
        hashing: Lets two passwords be hashed at a time: each takes the memory of a large program.
        logging: Lets one thread at a time write the log.
        wake: Tells the workers that a job waits.
        asking: Judges for somebody who waits for the answer.
    """

    database: Database
    blobs: Blobs
    data: Path
    url: str
    limits: ServiceLimits
    guide: str
    guide_path: Path | None
    local: bool
    key: Ed25519Signer
    clock: Callable[[], datetime]
    hashing: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(2))
    logging: threading.Lock = field(default_factory=threading.Lock)
    wake: threading.Event = field(default_factory=threading.Event)
    asking: SharedChild = field(default_factory=SharedChild)

    def now(self) -> datetime:
        """The time."""
        return self.clock()

    def today(self) -> date:
        """The civil date in Asia/Shanghai."""
        return self.clock().astimezone(_SHANGHAI).date()

    def log(self) -> Log:
        """The transparency log as it stands.

        Raises:
            RecordError: It is damaged.
        """
        return open_log(self.log_folder)

    @property
    def log_folder(self) -> Path:
        """Where the transparency log lies."""
        return self.data / "log"

    @property
    def log_key(self) -> LogKey:
        """The public key of the log."""
        return LogKey(_log_name(self.key), self.key.public)

    @property
    def trust(self) -> Trust:
        """The keys whose signatures count here: the service's own."""
        return Trust((Trusted(_KEY_ROLE, _KEY_ROLE, self.key.public),))

    def healthy(self) -> dict[str, bool]:
        """Whether the database answers, and whether the disk has room."""
        return {"database": self.database.answers(), "disk": shutil.disk_usage(self.data).free >= _LEAST_FREE}

    def close(self) -> None:
        """Let go of the database, and end the process that judged."""
        self.asking.close()
        self.database.close()


def open_service(
    data: Path,
    url: str | None = None,
    *,
    limits: ServiceLimits | None = None,
    guide: str = DEFAULT_GUIDE,
    guide_path: Path | None = None,
    local: bool = False,
    clock: Callable[[], datetime] = utc_now,
) -> Service:
    """Open the service of a data folder.

    1. The folder is made, readable by its owner only.
    2. The key is read, or made at the first start.
    3. The tables are brought to the present form, and what a crash left lying is removed.
    4. The log is opened, or begun at the first start; what a crash kept from it is entered.

    Args:
        data: The folder.
        url: The database; a SQLite file in the folder where None.
        limits: How much one person may ask at once.
        guide: The guide's id.
        guide_path: Where to look for it.
        local: Whether it runs for one person.
        clock: Tells the time.

    Raises:
        StoreError: The database cannot be reached.
        TrustError: The key file is damaged.
        RecordError: The log is damaged.
        UsageError: The log belongs to another key.
    """
    # 1.
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    # 2.
    key = _own_key(data / "keys")
    # 3.
    chosen = url or file_url(data / "dabiao.sqlite3")
    database = open_database(chosen)
    service = Service(
        database=database,
        blobs=Blobs(data / "blobs"),
        data=data,
        url=chosen,
        limits=limits or ServiceLimits(),
        guide=guide,
        guide_path=guide_path,
        local=local,
        key=key,
        clock=clock,
    )
    database.migrate()
    _sweep(service)
    # 4.
    _own_log(service)
    heal(service)
    return service


def local_person(service: Service) -> Person:
    """The one person of a service that runs for one person; added at the first call.

    Raises:
        UsageError: The service runs for several.
    """
    if not service.local:
        raise UsageError("service_not_local")
    with service.database.read() as connection:
        known = person_by_name(connection, LOCAL)
    if known is not None:
        return known
    with service.database.begin() as connection:
        known = person_by_name(connection, LOCAL)
        return known or add_person(connection, name=LOCAL, shown_name="本机用户", now=service.now())


def _sweep(service: Service) -> None:
    """Remove what a process that was killed left behind; a day later nobody works with it any more."""
    before = utc_now() - _LEFT
    service.blobs.sweep_parts(before)
    work = service.data / "work"
    for folder in work.iterdir() if work.is_dir() else ():
        if folder.stat().st_mtime < before.timestamp():
            shutil.rmtree(folder, ignore_errors=True)


def _own_key(folder: Path) -> Ed25519Signer:
    folder.mkdir(exist_ok=True, mode=0o700)
    place = folder / "service.key"
    if not place.is_file():
        made = Ed25519Signer()
        try:
            write_durably(place, write_key(made, None), replace=False, mode=0o600)
        except UsageError:
            # Another process made it at the same moment: that one counts.
            return _own_key(folder)
        write_durably(folder / "service.pub", public_line(made, _KEY_ROLE, _KEY_ROLE).encode(), replace=True)
    return read_key(place.read_bytes(), None)


def _log_name(key: Ed25519Signer) -> str:
    return f"dabiao-service/{key.public.keyid[:16]}"


def _own_log(service: Service) -> None:
    if not (service.log_folder / "checkpoint").is_file():
        found_log(service.log_folder, _log_name(service.key), service.key)
    stated = service.log()
    if stated.key.text != service.log_key.text:
        raise UsageError("log_key_other", name=stated.key.name)
