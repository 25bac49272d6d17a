"""The files of deploy/: what can be said of them without a container engine."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"


def steps() -> list[tuple[str, str]]:
    """The container file as (instruction, arguments), comments left out."""
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    parts = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return [(name, rest) for name, _, rest in parts]


def test_the_container_runs_the_watch_as_nobody_in_particular_and_looks_after_its_health() -> None:
    last = dict(steps())
    assert last["USER"] != "root"
    assert [name for name, _ in steps()].index("USER") < [name for name, _ in steps()].index("ENTRYPOINT")
    assert (last["ENTRYPOINT"], last["CMD"]) == ('["gleaner"]', '["watch"]')
    assert last["HEALTHCHECK"].endswith('CMD ["gleaner", "doctor", "--watched"]')


def test_all_that_the_container_copies_is_there() -> None:
    for name, rest in steps():
        if name == "COPY":
            assert all((DEPLOY.parent / each).exists() for each in rest.split()[:-1])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_the_unit_is_one_that_systemd_understands(tmp_path: Path) -> None:
    unit = (DEPLOY / "gleaner.service").read_text()
    program = tmp_path / "gleaner"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = re.sub(r"(?m)^User=.*\n", "", unit.replace("/opt/gleaner/bin/gleaner", str(program)))
    (tmp_path / "gleaner.service").write_text(unit)
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "gleaner.service"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
