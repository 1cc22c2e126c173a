"""What the tests share: the modules, as a host gets them."""

import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent.parent / "core" / "python")]
