"""What happens when the input of a helper ends: fck is gone, or the connection broke."""

import fcntl
import os
import signal

from helper_process import is_running, kill, until

import protocol


def fenced(root, run="one"):
    """A fence, as it is while a run has the lock."""
    (root / ".lock").mkdir()
    (root / ".lock/run").write_text(run + "\n")
    (root / ".fence").touch()
    return {"root": str(root), "run": run}


def started(helper, script, **request):
    """The stream and the pid of a script, once it prints its pid."""
    number = helper.sh(script, **request)
    helper.wait(lambda: helper.out[number].endswith(b"\n"))
    return number, int(helper.out[number])


def test_a_helper_without_work_ends(helper):
    helper.leave()
    assert helper.process.wait(60) == 0


def test_looks_are_ended_by_term(helper, tmp_path):
    told = tmp_path / "told"
    _, pid = started(helper, f"trap 'echo TERM >{told}; exit' TERM; echo $$; while :; do sleep 0.05; done")
    helper.leave()
    assert helper.process.wait(60) == 0
    assert told.read_text() == "TERM\n"
    assert not is_running(pid)


def test_a_look_that_ignores_term_is_killed(one_helper):
    helper = one_helper
    _, pid = started(helper, "trap '' TERM; echo $$; while :; do sleep 0.05; done")
    helper.leave()
    assert helper.process.wait(60) == 0
    until(lambda: not is_running(pid))


def test_a_change_finishes_before_the_helper_ends(helper, tmp_path):
    go, done = tmp_path / "go", tmp_path / "done"
    os.mkfifo(go)
    # It prints more than a pipe keeps, though nobody takes it.
    script = f"echo $$; read -r line <{go}; head -c 3000000 /dev/zero; echo done >{done}"
    started(helper, script, fence=fenced(tmp_path))
    helper.leave()
    assert helper.process.poll() is None
    go.write_text("go\n")
    assert helper.process.wait(60) == 0
    assert done.read_text() == "done\n"


def test_a_change_gets_no_more_input(helper, tmp_path):
    copy = tmp_path / "copy"
    number = helper.sh(f"cat >{copy}; echo rest >>{copy}", fence=fenced(tmp_path))
    helper.input(number, b"begun ")
    helper.leave()
    assert helper.process.wait(60) == 0
    assert copy.read_text() == "begun rest\n"


def test_a_daemon_that_keeps_the_output_does_not_keep_the_helper(helper, tmp_path):
    number = helper.sh("setsid sleep 300 & echo $!", fence=fenced(tmp_path))
    helper.wait(lambda: helper.out[number].endswith(b"\n"))
    pid = int(helper.out[number])
    helper.leave()
    assert helper.process.wait(60) == 0
    # It is none of ours any more, and lives on.
    assert is_running(pid)
    kill(pid)


def test_changes_go_on_when_the_helper_is_killed(helper, tmp_path):
    go, done = tmp_path / "go", tmp_path / "done"
    os.mkfifo(go)
    started(helper, f"echo $$; read -r line <{go}; echo done >{done}", fence=fenced(tmp_path))
    helper.process.send_signal(signal.SIGKILL)
    helper.process.wait(60)
    go.write_text("go\n")
    until(lambda: done.exists() and done.read_text() == "done\n")


def test_a_change_of_a_run_without_lock_is_refused(helper, tmp_path):
    fence = fenced(tmp_path, "other")
    made = tmp_path / "made"
    number = helper.sh(f": >{made}", fence={**fence, "run": "one"})
    text = "fck: the lock of this run is lost, so nothing was done\n"
    assert helper.result(number) == ({"code": 211}, "", text)
    assert not made.exists()


def test_a_cancelled_change_keeps_the_fence_until_it_has_ended(helper, tmp_path):
    end = tmp_path / "end"
    script = f"trap '' TERM; echo $$; until [ -e {end} ]; do sleep 0.05; done"
    number, _ = started(helper, script, fence=fenced(tmp_path))
    helper.send(protocol.CANCEL, number)
    with open(tmp_path / ".fence") as fence:
        try:
            fcntl.flock(fence, fcntl.LOCK_EX | fcntl.LOCK_NB)
            raise AssertionError("the fence is open")
        except BlockingIOError:
            pass
        end.touch()
        assert helper.exit(number) == {"code": 0}
        fcntl.flock(fence, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_daemon_of_a_change_does_not_keep_the_fence(helper, tmp_path):
    number = helper.sh("sleep 300 >/dev/null 2>&1 & echo $!", fence=fenced(tmp_path))
    assert helper.exit(number) == {"code": 0}
    with open(tmp_path / ".fence") as fence:
        fcntl.flock(fence, fcntl.LOCK_EX | fcntl.LOCK_NB)
    kill(int(helper.out[number]))
