"""Functions of plugins: modules that arrive, their results, and what goes wrong."""

import json

import pytest

MAIN = """
import json, sys

def twice(text):
    return {"text": text * 2, "is_own": hasattr(json, "dumps")}

def prints(text):
    print(text)
    sys.stderr.write("err")
    return text

def returns(source):
    return eval(source)

def ends(code):
    raise SystemExit(code)

def copies():
    for line in sys.stdin:
        print(line.upper(), end="")
    return 3

def gives(source):
    return eval(source)
"""


def call(helper, function, key="a", streams=False, **args):
    return helper.result(helper.call(key, function, streams, **args))


def test_returns_a_value(helper):
    helper.module("a", main=MAIN)
    ended, out, err = call(helper, "twice", text="ä\n")
    assert (ended, json.loads(out), err) == ({"code": 0}, {"text": "ä\nä\n", "is_own": True}, "")


def test_what_a_function_prints_is_not_its_result(helper):
    helper.module("a", main=MAIN)
    ended, out, err = call(helper, "prints", text="words")
    assert (ended, out) == ({"code": 0}, '"words"')
    assert sorted(err.replace("\n", "")) == sorted("wordserr")


def test_returns_more_than_a_pipe_keeps(helper):
    helper.module("a", main=MAIN)
    ended, out, _ = call(helper, "returns", source="'x' * 3000000")
    assert ended == {"code": 0}
    assert len(json.loads(out)) == 3_000_000


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{1, 2}", "TypeError: "),
        ("float('nan')", "ValueError: "),
        ("open('/nowhere/file')", "[Errno 2] No such file or directory: '/nowhere/file'"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_result_that_is_no_json_and_an_error_are_failures(helper, source, text):
    helper.module("a", main=MAIN)
    ended, out, err = call(helper, "returns", source=source)
    assert (ended, out) == ({"code": 1}, "")
    assert text in err


@pytest.mark.parametrize(
    ("code", "expected", "err"),
    [("the disk is full", 1, "the disk is full\n"), (7, 7, ""), (None, 0, ""), (0, 0, "")],
)
def test_ends_as_sys_exit_says(helper, code, expected, err):
    helper.module("a", main=MAIN)
    assert call(helper, "ends", code=code) == ({"code": expected}, "", err)


def test_a_function_may_use_the_streams(helper):
    helper.module("a", main=MAIN)
    number = helper.call("a", "copies", streams=True)
    helper.input(number, b"a\nb\n")
    helper.end(number)
    assert helper.result(number) == ({"code": 3}, "A\nB\n", "")


@pytest.mark.parametrize(
    ("source", "code", "err"),
    [("None", 0, ""), ("True", 1, ""), ("'why'", 1, "why\n"), ("2 ** 40 + 5", 5, "")],
)
def test_a_function_with_streams_gives_an_exit_code(helper, source, code, err):
    helper.module("a", main=MAIN)
    assert call(helper, "gives", streams=True, source=source) == ({"code": code}, "", err)
    assert helper.result(helper.run("echo", "on")) == ({"code": 0}, "on\n", "")


def test_a_function_that_does_not_exist_and_arguments_that_do_not_fit_are_failures(helper):
    helper.module("a", main=MAIN)
    assert "nothing" in call(helper, "nothing")[2]
    assert "unexpected keyword argument 'wrong'" in call(helper, "twice", wrong=1)[2]


def test_modules_import_those_before_them(helper):
    helper.module(
        "a", shared="def word(): return 'shared'", main="from shared import word\ndef f(): return word()"
    )
    assert call(helper, "f") == ({"code": 0}, '"shared"', "")


def test_modules_may_have_the_names_of_others(helper):
    helper.module("a", streams="WHO = 'a'", main="import streams\ndef f(): return streams.WHO")
    helper.module("b", streams="WHO = 'b'", main="def f():\n    import streams\n    return streams.WHO")
    for _ in range(2):
        assert [call(helper, "f", key)[1] for key in ("a", "b")] == ['"a"', '"b"']
    # The helper has its own.
    helper.module("c", json="WHO = 'c'", main="import json\ndef f(): return json.WHO")
    assert call(helper, "f", "c")[1] == '"c"'
    assert helper.result(helper.run("echo", "on")) == ({"code": 0}, "on\n", "")


def test_a_module_that_cannot_be_loaded_fails_its_calls_alone(helper):
    helper.module("a", main="import nothing_like_this")
    helper.module("b", main="def f(:")
    helper.module("c", main="raise SystemExit('no')")
    helper.module("d", main=MAIN)
    for _ in range(2):
        assert "No module named 'nothing_like_this'" in call(helper, "f", "a")[2]
        assert "SyntaxError" in call(helper, "f", "b")[2]
        assert "SystemExit: no" in call(helper, "f", "c")[2]
    assert call(helper, "prints", "d", text="on")[1] == '"on"'


def test_what_a_module_prints_when_it_is_loaded_does_not_reach_the_channel(helper):
    helper.module("a", main="import os\nprint('hello')\nos.system('echo from a program')\ndef f(): return 1")
    assert call(helper, "f") == ({"code": 0}, "1", "")
    assert helper.result(helper.run("echo", "on")) == ({"code": 0}, "on\n", "")


def test_a_function_changes_nothing_for_those_after_it(helper):
    helper.module(
        "a",
        main="import os\nseen = []\ndef f():\n    os.chdir('/')\n    seen.append(1)\n    return len(seen)",
    )
    assert [call(helper, "f")[1] for _ in range(3)] == ["1"] * 3
