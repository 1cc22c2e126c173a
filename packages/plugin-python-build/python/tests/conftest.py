"""What the tests share: the modules, as a host gets them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
