"""A client of the service's API: a team checks its own data before it hands them in.

>>> from verifier.client import Client, ServiceError, SubmissionState
"""

from __future__ import annotations

from verifier.client.answers import ProjectState, RecordState, ServiceError, SubmissionState
from verifier.client.client import Client

__all__ = ["Client", "ProjectState", "RecordState", "ServiceError", "SubmissionState"]
