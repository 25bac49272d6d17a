"""A house's own template, filled in a process of its own that may neither run for long nor grow.

Jinja's sandbox keeps a template from the program around it; it does not keep `'a' * 10**8` from filling the
memory, which is why the process has limits, and what it gives back has one too.
"""

import json
import subprocess
import sys
from typing import Any

from scraper.errors import TemplateRefusedError

#: Seconds by the clock until the process is ended; it has its own limit of processor time.
PATIENCE = 15


def fill_safely(source: str, data: dict[str, Any], *, escape: bool) -> str:
    """A template filled with plain data.

    Args:
        source: the template's text.
        data: texts, numbers, lists and tables only.
        escape: whether what is printed is escaped for HTML.

    Raises:
        TemplateRefusedError: it is wrong, takes too long or makes too much; says which.
    """
    task = json.dumps({"source": source, "data": data, "escape": escape})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "scraper.digest.exporting.sandbox_worker"],
            input=task.encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TemplateRefusedError(f"the template took longer than {PATIENCE} s") from None
    if done.returncode != 0:
        raise TemplateRefusedError("the template takes too much time or memory")
    told = json.loads(done.stdout)
    if "problem" in told:
        raise TemplateRefusedError(told["problem"])
    return str(told["text"])
