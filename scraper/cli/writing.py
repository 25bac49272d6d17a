"""Writing a file of the user's: whole, or not at all."""

import os
import tempfile
from pathlib import Path

from scraper.errors import ActionRefusedError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file completely or not at all.

    Raises:
        ActionRefusedError: the place cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except OSError as error:
        raise ActionRefusedError(f"cannot write {path}: {error.strerror or error}") from error
