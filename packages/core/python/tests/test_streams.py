"""Verbs as streams of frames, in helpers of every Python that is installed."""

import hashlib
import os
import signal
import sys

import pytest
from helper_process import HelperProcess, is_running, kill, until
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import protocol

MEGABYTE = 1 << 20


def test_says_who_it_is(helper):
    assert helper.ready == {"uid": os.getuid()}


def test_answers_a_ping_while_a_verb_runs(helper):
    reading = helper.run("cat")
    helper.send(protocol.PING, 0)
    helper.wait(lambda: helper.pongs == 1)
    helper.end(reading)
    assert helper.exit(reading) == {"code": 0}


def test_runs_a_command_and_reports_outputs_and_code(helper):
    found = helper.sh('echo "out $WORD"; echo err >&2; pwd; exit 7', cwd="/usr", env={"WORD": "ä"})
    assert helper.result(found) == ({"code": 7}, "out ä\n/usr\n", "err\n")


@pytest.mark.parametrize(
    ("argv", "options", "code", "text"),
    [
        (["/nowhere/program"], {}, 127, "/nowhere/program: No such file or directory\n"),
        (["/etc/passwd"], {}, 126, "/etc/passwd: Permission denied\n"),
        (["true"], {"cwd": "/nowhere"}, 2, "cd: /nowhere: No such file or directory\n"),
    ],
)
def test_says_why_a_command_cannot_run(helper, argv, options, code, text):
    assert helper.result(helper.run(*argv, **options)) == ({"code": code}, "", text)


def test_names_the_signal_that_ended_a_command(helper):
    assert helper.exit(helper.sh("kill -s KILL $$")) == {"signal": "SIGKILL"}


def test_programs_start_with_the_signals_of_a_shell(helper):
    _, out, _ = helper.result(helper.run("cat", "/proc/self/status"))
    facts = dict(line.split(":\t", 1) for line in out.splitlines() if ":\t" in line)
    assert [int(facts[name], 16) for name in ("SigBlk", "SigIgn", "SigCgt")] == [0, 0, 0]


def test_programs_have_no_descriptors_but_their_own(helper):
    others = [helper.run("cat") for _ in range(3)]
    open_ones = helper.sh("for fd in $(seq 0 60); do if [ -e /proc/$$/fd/$fd ]; then echo $fd; fi; done")
    assert helper.result(open_ones)[1].split() == ["0", "1", "2"]
    for other in others:
        helper.end(other)
        assert helper.exit(other) == {"code": 0}


def test_the_end_of_one_input_reaches_its_program_while_others_run(helper):
    numbers = [helper.run("cat") for _ in range(20)]
    for number in numbers:
        helper.input(number, b"%d" % number)
    # Each that began later could have kept the pipes of those before it.
    for number in numbers:
        helper.end(number)
        assert helper.result(number) == ({"code": 0}, str(number), "")


def test_passes_large_input_and_output_through(helper):
    data = os.urandom(3 * MEGABYTE)
    number = helper.run("cat")
    for start in range(0, len(data), 1 << 18):
        helper.input(number, data[start : start + (1 << 18)])
    helper.end(number)
    helper.exit(number)
    assert hashlib.sha256(helper.out[number]).digest() == hashlib.sha256(data).digest()
    assert helper.taken[number] == len(data)


def test_output_waits_for_credit(helper):
    number = helper.open({"verb": "run", "argv": ["head", "-c", str(3 * MEGABYTE), "/dev/zero"]}, credit=1000)
    helper.wait(lambda: len(helper.out[number]) == 1000)
    # One that needs no more than it has goes on meanwhile.
    assert helper.result(helper.run("echo", "other")) == ({"code": 0}, "other\n", "")
    assert len(helper.out[number]) == 1000
    helper.send(protocol.CREDIT, number, (500).to_bytes(4, "big"))
    helper.wait(lambda: len(helper.out[number]) == 1500)
    assert number not in helper.exits
    helper.send(protocol.CREDIT, number, (3 * MEGABYTE).to_bytes(4, "big"))
    assert helper.exit(number) == {"code": 0}
    assert len(helper.out[number]) == 3 * MEGABYTE


def test_input_is_not_reported_as_taken_before_its_program_reads(helper, tmp_path):
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    number = helper.sh(f"read -r line <{gate}; cat >/dev/null")
    data = bytes(4 * MEGABYTE)
    for start in range(0, len(data), 1 << 18):
        helper.input(number, data[start : start + (1 << 18)])
    helper.send(protocol.PING, 0)
    helper.wait(lambda: helper.pongs == 1)
    assert helper.taken[number] <= 2 * MEGABYTE
    gate.write_text("go\n")
    helper.end(number)
    assert helper.exit(number) == {"code": 0}
    assert helper.taken[number] == len(data)


def test_input_that_no_program_reads_is_reported_as_taken(helper):
    number = helper.sh("exec <&-; echo closed; sleep 300")
    helper.wait(lambda: helper.out[number] == b"closed\n")
    for _ in range(8):
        helper.input(number, bytes(1 << 18))
    helper.wait(lambda: helper.taken[number] == 2 * MEGABYTE)
    helper.send(protocol.CANCEL, number)
    assert helper.exit(number) == {"signal": "SIGTERM"}


def test_input_after_the_end_of_a_program_is_ignored(helper):
    number = helper.run("true")
    assert helper.exit(number) == {"code": 0}
    helper.input(number, b"late")
    helper.send(protocol.CANCEL, number)
    assert helper.result(helper.run("echo", "on")) == ({"code": 0}, "on\n", "")


def test_cancel_ends_a_program_and_those_that_it_started(helper):
    number = helper.sh("sleep 300 & echo $!; wait")
    helper.wait(lambda: helper.out[number].endswith(b"\n"))
    pid = int(helper.out[number])
    helper.send(protocol.CANCEL, number)
    assert helper.exit(number) == {"signal": "SIGTERM"}
    until(lambda: not is_running(pid))


def test_a_program_that_is_killed_from_outside_is_reported(helper):
    number = helper.sh("echo $$; exec sleep 300")
    helper.wait(lambda: helper.out[number].endswith(b"\n"))
    kill(int(helper.out[number]))
    assert helper.exit(number) == {"signal": "SIGKILL"}


def test_many_programs_leave_neither_zombies_nor_descriptors(helper):
    helper.exit(helper.run("true"))
    before = helper.descriptors
    numbers = [helper.sh(f"exit {index % 100}") for index in range(100)]
    assert [helper.exit(number)["code"] for number in numbers] == list(range(100))
    assert helper.descriptors == before
    assert helper.children == []


def test_too_many_programs_are_an_error_of_the_last_alone(one_helper):
    helper = one_helper
    limit = len(helper.descriptors) + 20
    os.system(f"prlimit --pid {helper.process.pid} --nofile={limit}:{limit}")
    numbers = [helper.run("cat") for _ in range(10)]
    helper.wait(lambda: helper.exits)
    ended, _, err = helper.result(numbers[-1])
    assert (ended, err) == ({"code": 1}, "Too many open files\n")
    helper.end(numbers[0])
    assert helper.exit(numbers[0]) == {"code": 0}


def test_a_verb_that_does_not_exist_ends_the_helper(one_helper):
    one_helper.open({"verb": "nothing"})
    assert one_helper.process.wait(60) == 0


# A helper costs a process, so that all examples share one.
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.binary(max_size=2000), max_size=10), cuts=st.lists(st.integers(1, 40), min_size=1))
def test_frames_may_arrive_in_any_split(one_helper, pieces, cuts):
    helper = one_helper
    number = helper.run("cat")
    text = b"".join(protocol.frame(protocol.INPUT, number, piece) for piece in pieces)
    text += protocol.frame(protocol.END, number)
    for cut in cuts:
        helper.send_bytes(text[:cut])
        text = text[cut:]
    helper.send_bytes(text)
    assert helper.exit(number) == {"code": 0}
    assert helper.out[number] == b"".join(pieces)


@settings(max_examples=15)
@given(st.binary(min_size=1, max_size=200))
def test_hostile_bytes_neither_crash_nor_hang_it(garbage):
    with HelperProcess(sys.executable) as helper:
        try:
            helper.send_bytes(garbage)
        except BrokenPipeError:
            pass
        helper.leave()
        assert helper.process.wait(60) == 0
        assert b"Traceback" not in helper.process.stderr.read()


def test_it_ends_when_its_output_is_gone(one_helper):
    one_helper.process.stdout.close()
    one_helper.send(protocol.PING, 0)
    assert one_helper.process.wait(60) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGPIPE])
def test_a_signal_does_not_end_it(helper, number):
    helper.process.send_signal(number)
    assert helper.result(helper.run("echo", "on")) == ({"code": 0}, "on\n", "")
