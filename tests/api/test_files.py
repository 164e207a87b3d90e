"""Files over the API: the bytes first, then their tokens with a filing or a step."""

from __future__ import annotations

import pytest

from lianxin.models import Attachment, Submission
from tests import files
from tests.api.conftest import FILED, Caller

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(anyone: Caller, name: str = "合同.pdf", data: bytes = files.PDF):
    return anyone.post(f"files?name={name}", data, kind="application/octet-stream")


def test_a_file_is_filed_and_another_added_later(anyone: Caller) -> None:
    first = upload(anyone)
    assert (first.status_code, first.json()["kind"]) == (201, "PDF")
    told = anyone.file(files=[first.json()["token"]])
    row = Submission.objects.get(number=told["number"])
    assert row.attachments.get().digest == first.json()["sha256"]
    second = upload(anyone, "照片.jpg", files.photo()).json()
    sent = {"facts": {"content": "补上照片", "files": [second["token"]]}}
    path = f"submissions/{told['number']}/acts/SUPPLEMENT"
    assert anyone.post(path, sent, X_Query_Code=told["query_code"]).status_code == 200
    assert row.attachments.count() == 2


def test_a_bad_file_and_a_bad_token_are_refused_in_words(anyone: Caller) -> None:
    refused = upload(anyone, "a.pdf", files.plain_photo())
    assert refused.status_code == 422 and "对不上" in refused.json()["error"]["fields"]["files"]
    assert not Attachment.objects.exists()
    answer = anyone.post("submissions", {**FILED, "files": ["made-up"]})
    assert answer.status_code == 422 and "files" in answer.json()["error"]["fields"]
    assert not Submission.objects.exists()
