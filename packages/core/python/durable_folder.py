"""Names in folders that survive a power cut."""

import os


def sync_folder(folder: bytes) -> None:
    """Writes the names in a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # not every file system can
    finally:
        os.close(descriptor)
