"""What a rendered page may send and show, and the processes that show it."""

import os
import signal
import subprocess
from pathlib import Path

from scraper.crawl.rendering.parts import headers_to_send, headers_to_show
from scraper.crawl.rendering.processes import kill, limit_data, marked, private_bytes


def test_headers_of_the_browser_are_not_sent_and_those_of_a_script_are() -> None:
    headers = {"Accept": "*/*", "X-Api-Key": "k", "Sec-Fetch-Mode": "cors", "Cookie": "a=b", "Host": "x"}
    assert headers_to_send(headers) == {"Accept": "*/*", "X-Api-Key": "k"}


def test_headers_that_no_longer_hold_are_not_shown_and_repeated_ones_are_joined() -> None:
    headers = [("Content-Encoding", "br"), ("Vary", "a"), ("vary", "b"), ("Set-Cookie", "a=b"), ("ETag", "e")]
    assert headers_to_show(headers) == {"vary": "a, b", "etag": "e"}


def test_processes_are_found_by_their_mark_with_their_children_weighed_limited_and_ended() -> None:
    mark = f"mark-{os.getpid()}"
    with subprocess.Popen(
        ["sh", "-c", f"sleep 60 & echo # {mark}\nread x"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()  # the child is there
        found = marked(mark)
        assert len(found) == 2
        assert process.pid in found
        assert private_bytes(found) > 0
        limit_data(found, 2**30)
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        assert f"Max data size             {2**30}" in limits
        kill(found)
        assert process.wait() == -signal.SIGKILL
    gone = [process.pid]
    assert marked(mark) == set()
    assert private_bytes(gone) == 0
    kill(gone)
    limit_data(gone, 2**30)
