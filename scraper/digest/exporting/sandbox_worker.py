"""The process in which a house's own template is filled; `sandbox` starts it."""

import json
import resource
import sys
from typing import Any

from jinja2 import ChainableUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

#: Seconds of processor; bytes of memory and of what comes out. An issue needs thousandths.
SECONDS = 3
MEMORY = 512 * 1024 * 1024
MOST_OUT = 2 * 1024 * 1024


def main() -> None:
    """Be that process: a task on standard input, what came of it on standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform != "darwin":  # macOS refuses a limit of address space
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    task = json.loads(sys.stdin.read())
    sys.stdout.write(json.dumps(filled(task["source"], task["data"], escape=task["escape"])))


def filled(source: str, data: dict[str, Any], *, escape: bool) -> dict[str, str]:
    """{"text": …}, or {"problem": …} in words with the line."""
    environment = ImmutableSandboxedEnvironment(
        autoescape=escape,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pieces, size = [], 0
    try:
        for piece in environment.from_string(source).generate(data):
            size += len(piece)
            if size > MOST_OUT:
                return {"problem": f"the template makes more than {MOST_OUT // 1024 // 1024} MB"}
            pieces.append(piece)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        return {"problem": f"the template is wrong{f' in line {line}' if line else ''}: {error.message}"}
    except (MemoryError, OverflowError, RecursionError):
        return {"problem": "the template takes too much memory"}
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        return {"problem": f"the template fails: {error}"}
    return {"text": "".join(pieces)}


if __name__ == "__main__":
    main()
