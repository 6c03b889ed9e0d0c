"""The client: one method for each thing that a program asks of the service."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

from verifier.client.answers import ProjectState, RecordState, ServiceError, SubmissionState
from verifier.errors import UsageError
from verifier.report.extras import require

__all__ = ["Client"]

_RETRIES: Final = 3
_FIRST_WAIT: Final = 0.2
_LONGEST_WAIT: Final = 5.0
_REFUSED: Final = 400


class Client:
    """A program's way into one service.

    Args:
        url: The service's address.
        token: A token from its account page; the word `local` for one that runs without a login.
        timeout: Seconds that one request may take.
        transport: Another way to reach it than by the network, as tests use.

    Raises:
        ExtraError: The library for requests is not installed.
    """

    def __init__(self, url: str, token: str = "local", *, timeout: float = 60, transport: Any = None) -> None:  # noqa: ANN401, S107 -- the library's type; a word that opens nothing
        require("httpx", "client", "verifier.client")
        import httpx

        self._errors: type[Exception] = httpx.TransportError
        self._http = httpx.Client(
            base_url=url.rstrip("/") + "/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
            transport=transport,
        )
        self._url = url

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def projects(self) -> list[ProjectState]:
        """The projects in which the token's person has a role.

        Raises:
            ServiceError: The service refuses the token.
        """
        return [ProjectState.of(document) for document in self._json("GET", "/projects")]

    def upload(
        self,
        contract: str,
        paths: Iterable[Path],
        *,
        stage: str | None = None,
        encoding: str | None = None,
        key: str | None = None,
    ) -> SubmissionState:
        """Hand in files as a draft; a request that gets no answer is repeated and makes no second draft.

        Args:
            contract: The contract's number.
            paths: Files, or folders whose files are all taken.
            stage: 中期检查 or 验收.
            encoding: Encoding of files that declare none.
            key: What makes two uploads one, e.g. a commit's name in a repeated CI run; a new one for each call if
                absent.

        Raises:
            ServiceError: The service refuses them.
            OSError: A file cannot be read.
        """
        chosen = _files(paths)
        form = {name: value for name, value in (("stage", stage), ("encoding", encoding)) if value is not None}

        path = f"/projects/{quote(contract, safe='')}/submissions"
        headers = {"Idempotency-Key": key or secrets.token_urlsafe(24)}

        def send() -> Any:  # noqa: ANN401 -- the library's answer
            with ExitStack() as opened:
                files = [("files", (name, opened.enter_context(path.open("rb")))) for name, path in chosen]
                return self._http.post(path, data=form, files=files, headers=headers)

        return SubmissionState.of(self._read(self._again(send)).json())

    def submission(self, number: int) -> SubmissionState:
        """A submission as it stands now, by its number at the service."""
        return SubmissionState.of(self._json("GET", f"/submissions/{number}"))

    def wait(self, submission: SubmissionState, *, seconds: float = 600) -> SubmissionState:
        """Wait until a submission's check is over.

        Raises:
            UsageError: It is not over by then.
        """
        until, pause = time.monotonic() + seconds, _FIRST_WAIT
        while not submission.checked:
            if time.monotonic() > until:
                raise UsageError("client_waited", number=submission.id, seconds=f"{seconds:g}")
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_WAIT)
            submission = self.submission(submission.id)
        return submission

    def result(self, submission: SubmissionState) -> dict[str, Any]:
        """The result object, `dabiao/result/v1`."""
        return dict(json.loads(self.result_bytes(submission)))

    def result_bytes(self, submission: SubmissionState) -> bytes:
        """The result in its canonical bytes, those that a record seals."""
        return self._bytes(f"/submissions/{submission.id}/result")

    def errors(self, submission: SubmissionState) -> list[Mapping[str, str]]:
        """Every fault of the files, or every row that could not be judged, with its place."""
        return list(self._json("GET", f"/submissions/{submission.id}/errors"))

    def submit(self, submission: SubmissionState) -> SubmissionState:
        """Submit a draft as it stands."""
        return self._change(submission, "submit")

    def withdraw(self, submission: SubmissionState) -> SubmissionState:
        """Withdraw a draft."""
        return self._change(submission, "withdraw")

    def seal(self, submission: SubmissionState) -> None:
        """Ask for a submission to be sealed; `records` has the record when that is done."""
        self._json("POST", f"/submissions/{submission.id}/seal")

    def records(self, contract: str) -> list[RecordState]:
        """The sealed records of a project, newest first."""
        found = self._json("GET", f"/projects/{quote(contract, safe='')}/records")
        return [RecordState.of(document) for document in found]

    def record(self, record: RecordState) -> bytes:
        """The bundle of a record, compared with its digest.

        Raises:
            UsageError: What came is not what the service names.
        """
        data = self._bytes(f"/records/{record.id}/bundle")
        if hashlib.sha256(data).hexdigest() != record.bundle_sha256:
            raise UsageError("client_bundle_differs", name=record.name)
        return data

    def rerun(self, record: RecordState) -> dict[str, Any]:
        """Let the service judge a record's inputs again: `same` says whether the same bytes came out."""
        return dict(self._json("POST", f"/records/{record.id}/rerun"))

    def checkpoint(self) -> bytes:
        """The log's newest checkpoint, to be kept."""
        return self._bytes("/log/checkpoint")

    def proof(self, record: RecordState) -> bytes:
        """The proof that a record stands in the log."""
        return self._bytes(f"/records/{record.id}/proof")

    def consistency(self, size: int) -> bytes:
        """The proof that the log has only grown since it had so many entries."""
        return self._bytes(f"/log/consistency?from={size}")

    def _change(self, submission: SubmissionState, verb: str) -> SubmissionState:
        path = f"/submissions/{submission.id}/{verb}"
        return SubmissionState.of(self._json("POST", path, {"version": submission.version}))

    def _json(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 -- any document
        def send() -> Any:  # noqa: ANN401 -- the library's answer
            return self._http.request(method, path, json=body)

        return self._read(self._again(send) if method == "GET" else self._once(send)).json()

    def _bytes(self, path: str) -> bytes:
        return bytes(self._read(self._again(lambda: self._http.get(path))).content)

    def _once(self, send: Callable[[], Any]) -> Any:  # noqa: ANN401 -- the library's answer
        try:
            return send()
        except self._errors as error:
            raise UsageError("client_unreachable", url=self._url) from error

    def _again(self, send: Callable[[], Any]) -> Any:  # noqa: ANN401 -- the library's answer
        """Send what may be sent twice, until there is an answer."""
        for attempt in range(_RETRIES - 1):
            try:
                return send()
            except self._errors:
                time.sleep(_FIRST_WAIT * 2**attempt)
        return self._once(send)

    @staticmethod
    def _read(response: Any) -> Any:  # noqa: ANN401 -- the library's answer
        if response.status_code < _REFUSED:
            return response
        try:
            problem = response.json()
        except ValueError:
            problem = {}
        raise ServiceError(response.status_code, problem if isinstance(problem, dict) else {})


def _files(paths: Iterable[Path]) -> list[tuple[str, Path]]:
    """The files to hand in, by the names that they get: those of a folder in byte order, hidden ones left out.

    Raises:
        UsageError: There is none.
    """
    chosen: list[tuple[str, Path]] = []
    for path in paths:
        inside = sorted(path.iterdir(), key=lambda file: file.name.encode()) if path.is_dir() else [path]
        chosen += [(file.name, file) for file in inside if file.is_file() and not file.name.startswith(".")]
    if not chosen:
        raise UsageError("client_no_files")
    return chosen
