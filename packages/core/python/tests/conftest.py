"""What the tests of the helper share: its modules, and helpers that run."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

FOLDER = Path(__file__).parent.parent
sys.path.insert(0, str(FOLDER))

from helper_process import HelperProcess  # noqa: E402

OLDEST, NEWEST = 6, 20
# Hosts and test machines may be slow, and a folder of examples is no file of the project.
settings.register_profile("fck", database=None, deadline=None)
settings.load_profile("fck")


def runs(program: str) -> bool:
    """Whether it is there, and is more than a link to one that is not."""
    return shutil.which(program) is not None and subprocess.run([program, "-c", ""]).returncode == 0


# The helper must run on each Python that hosts have. Required is the one that runs the tests; each other that
# is installed is tested, too. For what is not, vermin checks the source, as part of `npm run lint`.
OTHERS = [f"python3.{minor}" for minor in range(OLDEST, NEWEST) if minor != sys.version_info.minor]
PYTHONS = [sys.executable, *filter(runs, OTHERS)]


@pytest.fixture(params=PYTHONS, ids=lambda python: Path(python).name)
def helper(request):
    """A helper in a process of its own, once for each Python."""
    with HelperProcess(request.param) as process:
        yield process


@pytest.fixture
def one_helper():
    """A helper with the Python of the tests."""
    with HelperProcess(sys.executable) as process:
        yield process
