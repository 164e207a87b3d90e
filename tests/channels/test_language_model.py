"""Asking a language model: what goes over the wire, and that a bad server costs no more than its time."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from lianxin.channels.language_model import NoAnswer, ask
from lianxin.rules.office import LanguageModel, OfficeError, is_local, read
from tests.modelserver import ModelServer

ASKED = [{"role": "user", "content": "问"}]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    made = ModelServer()
    yield made
    made.close()


def test_it_is_asked_in_the_protocols_form(server: ModelServer) -> None:
    assert ask(server.model(key="secret"), ASKED) == "机器说的话"
    asked = server.asked[0]
    assert (server.paths, asked["model"], asked["messages"], asked["stream"]) == (
        ["/v1/chat/completions"], "small", ASKED, False,
    )  # fmt: skip
    assert int(str(asked["max_tokens"])) > 0 and server.headers[0]["Authorization"] == "Bearer secret"


@pytest.mark.parametrize(
    ("how", "seconds", "said"),
    [("redirect", 5, "302"), ("error", 5, "500"), ("rubbish", 5, "看不懂"), ("empty", 5, "看不懂"),
     ("flood", 5, "太长"), ("silence", 1, "超过1秒"), ("drip", 1, "超过1秒")],
)  # fmt: skip
def test_a_bad_answer_is_no_answer_and_is_said_in_words(
    server: ModelServer, how: str, seconds: int, said: str
) -> None:
    server.how = how
    with pytest.raises(NoAnswer, match=said):
        ask(server.model(seconds=seconds), ASKED)
    assert server.paths == ["/v1/chat/completions"]  # asked once, and led nowhere else


@pytest.mark.parametrize("nothing", ["  ", "\x00\x07\x1b", "\u200b\ufeff\n"])
def test_one_that_is_down_or_says_nothing(server: ModelServer, nothing: str) -> None:
    server.answer = nothing
    with pytest.raises(NoAnswer, match="没有写什么"):
        ask(server.model(), ASKED)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(NoAnswer, match="连不上"):
            ask(LanguageModel(f"http://127.0.0.1:{free.getsockname()[1]}/v1", "x", seconds=2), ASKED)


def test_no_word_leaves_for_a_name_that_leads_outside() -> None:
    outside = LanguageModel(
        "http://134744072:9/v1", "x", seconds=2
    )  # 8.8.8.8, written so that it looks like a name
    with pytest.raises(NoAnswer, match="不在本地网络"):
        ask(outside, ASKED)


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("10.1.2.3", True), ("192.168.1.9", True), ("::1", True), ("fd00::1", True), ("8.8.8.8", False),
     ("169.254.169.254", False), ("172.32.0.1", False), ("::ffff:8.8.8.8", False), ("2001:db8::1", False)],
)  # fmt: skip
def test_what_counts_as_the_local_network(host: str, local: bool) -> None:
    assert is_local(host) is local


@pytest.mark.parametrize(
    ("row", "said"),
    [('url = "http://8.8.8.8/v1"\nname = "x"', "不在本地网络"), ('url = "http://8.8.8.8/v1"\nname = "x"\noutside = true', "https"),
     ('url = "ftp://10.0.0.1"\nname = "x"', "应像"), ('url = "http://127.0.0.1/v1"', "name"),
     ('url = "http://127.0.0.1/v1"\nname = "x"\noutside = "yes"', "outside"), ('url = "http://127.0.0.1/v1"\nname = "x"\nseconds = 0', "seconds"),
     ('url = "http://127.0.0.1/v1"\nname = "x"\nuses = ["judge"]', "uses"), ('url = "http://127.0.0.1/v1"\nname = "x"\nmodle = 1', "modle")],
)  # fmt: skip
def test_what_an_office_may_not_set(row: str, said: str) -> None:
    with pytest.raises(OfficeError, match=said):
        read(f"[model]\n{row}\n")


def test_outside_only_where_it_is_said_expressly() -> None:
    found = read(
        '[model]\nurl = "https://8.8.8.8/v1"\nname = "x"\noutside = true\nuses = ["summary"]\n'
    ).model
    assert found is not None and (found.outside, found.uses) == (True, ("summary",))
    assert read("").model is None
