"""The lock of a machine, as its holder in a helper keeps it. Vitest runs what holders of both kinds share."""

import fcntl
import getpass
import json
import os
import pwd
import stat
import time

import pytest
from helper_process import until

import fence
import machine_lock


class Machine:
    """A root folder, and holders of its lock in a helper."""

    def __init__(self, helper, folder) -> None:
        self.helper = helper
        self.root = folder / "www"
        self.journal = folder / "journal.ndjson"
        self.lock = self.root / ".lock"

    def claim(self, run: str, **more: object) -> dict:
        return {
            "verb": "lock",
            "root": str(self.root),
            "run": run,
            "holder": run + "-holder",
            "about": json.dumps({"owner": "ann", "purpose": "it's " + run}),
            "login": getpass.getuser(),
            "adopt": False,
            "project": str(self.root / "shop"),
            "journal": str(self.journal),
            "abandoned": f'"run":"{run}","result":"abandoned"}}',
            "staleAfter": 30,
            "nameHolders": "echo holders of $1",
            **more,
        }

    def hold(self, run: str, **more: object) -> int:
        return self.helper.open(self.claim(run, **more))

    def held(self, run: str, **more: object) -> int:
        number = self.hold(run, **more)
        self.answer(number, "held")
        return number

    def answer(self, number: int, line: str) -> None:
        self.helper.wait(lambda: line in self.lines(number))

    def lines(self, number: int) -> "list[str]":
        return self.helper.out[number].decode().splitlines()

    def refused(self, run: str, **more: object) -> "list[str]":
        number = self.hold(run, **more)
        ended = self.helper.exit(number)
        assert (ended, self.helper.err[number]) == ({"code": 1}, b"")
        assert self.lines(number)[-1] == "end"
        return self.lines(number)[:-1]

    def say(self, number: int, line: str) -> None:
        self.helper.input(number, (line + "\n").encode())

    def age(self, seconds: int) -> None:
        boot = fence.first_line("/proc/sys/kernel/random/boot_id")
        (self.lock / "heartbeat").write_text(f"{boot} {machine_lock.uptime() - seconds}\n")

    def beat(self) -> str:
        return fence.first_line(str(self.lock / "heartbeat"))

    @property
    def run(self) -> str:
        return fence.first_line(str(self.lock / "run"))


@pytest.fixture
def machine(helper, tmp_path):
    return Machine(helper, tmp_path)


@pytest.fixture
def one_machine(one_helper, tmp_path):
    return Machine(one_helper, tmp_path)


def test_a_lock_is_taken_and_released(machine):
    number = machine.held("one")
    assert machine.lines(number) == ["held"]
    assert sorted(os.listdir(machine.lock)) == ["about", "heartbeat", "holder", "run", "since"]
    assert stat.S_IMODE(machine.lock.stat().st_mode) == 0o700
    machine.say(number, "release")
    assert machine.helper.result(number) == ({"code": 0}, "held\nreleased\n", "")
    assert sorted(os.listdir(machine.root)) == [".fence", ".locking"]
    assert [stat.S_IMODE((machine.root / name).stat().st_mode) for name in (".fence", ".locking")] == [
        0o600
    ] * 2
    assert not machine.journal.exists()


def test_a_lock_that_another_run_has_is_busy_and_described(machine):
    machine.held("one")
    word, run, holder, about, since, age = machine.refused("two")
    assert (word, run, holder, about) == (
        "busy",
        "run one",
        "holder one-holder",
        'about {"owner": "ann", "purpose": "it\'s one"}',
    )
    time.strptime(since, "since %Y-%m-%dT%H:%M:%SZ")
    assert age in ("age 0", "age 1", "age 2")


def test_each_line_is_a_heartbeat(one_machine):
    number = one_machine.held("one")
    for line in ("beat", 'journal "n":1}', "stay"):
        one_machine.age(20)
        old = one_machine.beat()
        one_machine.say(number, line)
        until(lambda old=old: one_machine.beat() not in (old, ""))


def test_a_stale_lock_is_taken_over_and_named(machine):
    first = machine.held("gone")
    machine.age(30)
    second = machine.held("next")
    assert machine.lines(second)[:2] == ["took-over", "run gone"]
    assert machine.run == "next"
    # The old holder learns it, and takes nothing away.
    machine.say(first, "beat")
    machine.answer(first, "lost")
    machine.say(first, "release")
    assert machine.helper.exit(first) == {"code": 0}
    assert machine.run == "next"
    assert machine.refused("gone", adopt=True)[:2] == ["lost", "run next"]


def test_a_lock_is_not_taken_over_while_a_step_runs(machine):
    machine.held("gone")
    machine.age(60)
    with open(machine.root / ".fence") as step:
        fcntl.flock(step, fcntl.LOCK_SH)
        lines = machine.refused("next")
        assert lines[0] == "steps"
        assert lines[-1] == f"holders of {machine.root}/.fence"
    assert machine.run == "gone"


def test_a_lock_after_a_boot_or_a_power_cut_is_stale(one_machine):
    one_machine.held("gone")
    (one_machine.lock / "heartbeat").write_text("another-boot 999999999\n")
    one_machine.held("next")
    for name in ("run", "holder", "about", "heartbeat"):
        (one_machine.lock / name).write_text("")
    one_machine.held("third")


def test_a_lock_that_a_user_keeps_is_never_stale(one_machine):
    one_machine.held("by-hand")
    (one_machine.lock / "heartbeat").unlink()
    assert one_machine.refused("next")[-1] == "age none"


def test_a_run_that_is_gone_gives_its_lock_back_after_its_last_step(machine):
    number = machine.held("gone")
    with open(machine.root / ".fence") as step:
        fcntl.flock(step, fcntl.LOCK_SH)
        machine.helper.end(number)
        assert machine.refused("next")[0] == "busy"
    assert machine.helper.exit(number) == {"code": 0}
    entry = json.loads(machine.journal.read_text())
    assert {**entry, "at": ""} == {"at": "", "run": "gone", "result": "abandoned"}
    machine.held("next")


def test_a_helper_whose_connection_ends_gives_the_lock_back(machine):
    machine.held("gone")
    machine.helper.leave()
    assert machine.helper.process.wait(60) == 0
    assert not machine.lock.exists()
    assert '"abandoned"' in machine.journal.read_text()


def test_a_helper_that_is_killed_gives_the_lock_back(machine):
    machine.held("gone")
    machine.helper.process.kill()
    until(lambda: not machine.lock.exists())
    until(lambda: machine.journal.exists() and '"abandoned"' in machine.journal.read_text())


def test_a_release_waits_for_a_step_and_says_so(machine):
    number = machine.held("one")
    with open(machine.root / ".fence") as step:
        fcntl.flock(step, fcntl.LOCK_SH)
        machine.say(number, "release")
        machine.answer(number, "later")
        assert machine.run == "one"
    machine.answer(number, "released")
    assert not machine.lock.exists()


def test_a_lock_that_stays_is_adopted(machine):
    number = machine.held("one")
    machine.say(number, "stay")
    machine.helper.end(number)
    assert machine.helper.exit(number) == {"code": 0}
    assert machine.run == "one"
    again = machine.held("one", adopt=True, holder="another")
    assert fence.first_line(str(machine.lock / "holder")) == "another"
    machine.say(again, "release")
    machine.answer(again, "released")


def test_the_remains_of_a_killed_run_are_removed_and_nothing_else(one_machine):
    for name, file in ((".lock.backup", "precious"), (".lock.aB3xYz", "run"), (".lock.c0ffee", "notes")):
        (one_machine.root / name).mkdir(parents=True)
        (one_machine.root / name / file).touch()
    (one_machine.root / ".lock.empty1").mkdir()
    one_machine.held("one")
    left = [name for name in sorted(os.listdir(one_machine.root)) if name.startswith(".lock.")]
    assert left == [".lock.backup", ".lock.c0ffee"]


def test_journal_entries_are_added_but_not_to_what_is_no_file(one_machine, tmp_path):
    number = one_machine.held("one")
    one_machine.say(number, 'journal "n":"ä"}')
    until(lambda: one_machine.journal.exists() and one_machine.journal.read_text().endswith("\n"))
    assert json.loads(one_machine.journal.read_text())["n"] == "ä"
    target = tmp_path / "precious"
    target.write_text("")
    one_machine.journal.unlink()
    one_machine.journal.symlink_to(target)
    one_machine.say(number, 'journal "n":2}')
    one_machine.say(number, "release")
    one_machine.answer(number, "released")
    assert target.read_text() == ""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
class TestOtherAccounts:
    other = pwd.getpwnam("nobody")

    @pytest.mark.parametrize(
        "place", ["shop", "shop/current", "shop/.hidden", "shop/builds/1", "shop/builds/.x"]
    )
    def test_a_link_of_another_account_is_refused_and_named(self, one_machine, place):
        link = one_machine.root / place
        link.parent.mkdir(parents=True)
        link.symlink_to("/etc")
        assert one_machine.held("fine")
        os.lchown(link, self.other.pw_uid, -1)
        one_machine.age(60)
        lines = one_machine.refused("one")
        assert (lines[0], lines[-1]) == ("linked", f"link {link}")

    def test_a_link_deeper_inside_is_not_looked_for(self, one_machine):
        link = one_machine.root / "shop/builds/1/link"
        link.parent.mkdir(parents=True)
        link.symlink_to("/etc")
        os.lchown(link, self.other.pw_uid, -1)
        one_machine.held("one")

    def test_a_project_of_another_account_is_refused_and_named(self, one_machine):
        project = one_machine.root / "shop"
        project.mkdir(parents=True)
        os.chown(project, self.other.pw_uid, -1)
        lines = one_machine.refused("one")
        assert (lines[0], lines[-1]) == ("owned", f"owner {self.other.pw_name} {self.other.pw_uid}")

    def test_a_project_of_root_belongs_to_the_owner_of_its_state(self, one_machine):
        project = one_machine.root / "shop"
        project.mkdir(parents=True)
        (project / "state.json").touch()
        os.chown(project / "state.json", 54321, -1)
        assert one_machine.refused("one")[-1] == "owner UNKNOWN 54321"
