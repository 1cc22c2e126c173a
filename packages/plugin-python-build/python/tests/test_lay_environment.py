"""The works of a build run side by side. What failed is shown last."""

import subprocess

import pytest

from lay_environment import Failed, Work, wait_for_all


def succeed(text):
    subprocess.run(["echo", text], check=True)
    return {"did": text}


def fail(text):
    subprocess.run(["echo", text], check=True)
    raise Failed()


def test_results_are_in_the_order_of_the_works(capfd):
    assert wait_for_all([Work(text, lambda text=text: succeed(text)) for text in "ab"]) == [
        {"did": "a"},
        {"did": "b"},
    ]
    assert capfd.readouterr().out == "a\nb\n"


def test_what_failed_is_shown_last(capfd):
    works = [
        Work("make a", lambda: fail("why a")),
        Work("make b", lambda: succeed("much about b")),
        Work("make c", lambda: fail("why c")),
    ]
    with pytest.raises(Failed, match="error: could not make c"):
        wait_for_all(works)
    assert capfd.readouterr().out == "much about b\nwhy a\nerror: could not make a\nwhy c\n"
