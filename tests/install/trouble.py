"""Bad days of a server, run on a machine by its own Python: a full disk, a killed machine, a second server, a read-only disk.

It stands alone: it imports nothing of ours, and speaks with the server as a browser does.
"""

from __future__ import annotations

import email.message
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

DATA = pathlib.Path("/srv/data")
SAMPLE = pathlib.Path(sys.argv[1])


class Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow where an answer leads."""

    def redirect_request(self, *given: object) -> None:
        """Stay."""
        return None


class Server:
    """A server on the data folder, with a browser that has come in."""

    def __init__(self) -> None:
        log = pathlib.Path("serve.log")
        with log.open("wb") as file:
            command = ["formgen", "serve", "--data", str(DATA), "--port", "0", "--log", "json", "--metrics"]
            self.process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, start_new_session=True)
        self.log = log
        for _ in range(900):
            found = re.search(r"(http://[^/]+)/open/(\S+)", log.read_text())
            if found:
                break
            assert self.process.poll() is None, log.read_text()
            time.sleep(0.1)
        assert found is not None
        self.address, self.cookie = found[1], ""
        self.cookie = self.ask(f"/open/{found[2]}")[1]["Set-Cookie"].split(";")[0]

    def ask(self, path: str, content: bytes | None = None, kind: str = "") -> tuple[int, email.message.Message, str]:
        """Ask for a page; with content, send it."""
        heads = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", "Content-Type": kind}
        request = urllib.request.Request(self.address + path, content, heads)
        try:
            answer = urllib.request.build_opener(Stay).open(request, timeout=120)
        except urllib.error.HTTPError as fault:
            answer = fault
        return answer.status, answer.headers, answer.read().decode(errors="replace")

    def send(self, more: int = 0) -> tuple[int, email.message.Message, str]:
        """Send the sample to be checked, with so many bytes of another file."""
        mark = uuid.uuid4().hex
        body = b""
        for name, content in (("sample.json", SAMPLE.read_bytes()), *([("more.bin", b"x" * more)] if more else [])):
            head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
            body += head.encode() + content + b"\r\n"
        return self.ask(
            "/check/taicang-2018/", body + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
        )

    def end(self, how: int = signal.SIGTERM) -> None:
        """End the server and all its processes, as a signal or a power cut does."""
        if how == signal.SIGKILL:
            os.killpg(self.process.pid, how)
            for order in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    if b"formgen" in order.read_bytes() and int(order.parent.name) != os.getpid():
                        os.kill(int(order.parent.name), how)
                except OSError:
                    pass
        else:
            self.process.send_signal(how)
        self.process.wait(60)

    def done(self, page: str) -> str:
        """The page about work, when the work has ended."""
        for _ in range(1200):
            said = self.ask(page)[2]
            if 'http-equiv="refresh"' not in said:
                return said
            time.sleep(0.2)
        raise AssertionError("the work did not end")


def a_full_disk() -> None:
    """It is told, nothing half is kept, and with room the server goes on."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", DATA], check=True)
    server = Server()
    (DATA / "filler").write_bytes(b"")
    subprocess.run(f"cat /dev/zero >{DATA}/filler 2>/dev/null", shell=True, check=False)
    status, _, body = server.send(100_000)
    assert status in (500, 507) and "磁盘" in body, (status, body)
    status, _, body = server.ask("/health")
    assert status == 503 and "little-room" in json.loads(body)["faults"], body
    assert not [path for path in (DATA / "checks").glob("*/*")] if (DATA / "checks").is_dir() else True
    (DATA / "filler").unlink()
    status, heads, _ = server.send()
    assert status == 303, status
    assert "sample.json" in server.done(heads["location"]) or server.ask(heads["location"])[0] == 200
    assert 'status="303"' in server.ask("/metrics")[2]
    for line in server.log.read_text().splitlines():
        if line.startswith("{"):
            assert set(json.loads(line)) >= {"time", "level", "said"}
    server.end()
    subprocess.run(["umount", DATA], check=True)


def a_machine_that_is_switched_off() -> None:
    """What was sent is there, and its work is done by the next server."""
    server = Server()
    _, heads, _ = server.send()
    server.end(signal.SIGKILL)
    server = Server()
    assert server.ask(heads["location"])[0] == 200
    server.done(heads["location"])
    status, _, body = server.ask(f"{heads['location']}check.json")
    assert status == 200 and json.loads(body), status
    server.end()


def a_backup_that_is_restored() -> None:
    """The data folder is everything: packed, moved away, unpacked, it is served as before."""
    server = Server()
    _, heads, _ = server.send()
    server.done(heads["location"])
    before = server.ask(f"{heads['location']}check.json")[2]
    server.end()
    above, packed = DATA.parent, DATA.with_name("backup.tar.gz")
    subprocess.run(["tar", "--create", "--gzip", "--file", packed, "--directory", above, DATA.name], check=True)
    DATA.rename(DATA.with_name("data.old"))
    subprocess.run(["tar", "--extract", "--gzip", "--file", packed, "--directory", above], check=True)
    server = Server()
    assert server.ask(f"{heads['location']}check.json")[2] == before
    server.end()


def two_servers_on_one_folder() -> None:
    """The second does not begin, and says why."""
    server = Server()
    second = subprocess.run(
        ["formgen", "serve", "--data", DATA, "--port", "0"], capture_output=True, text=True, check=False
    )
    assert second.returncode == 4 and "已经有一个 formgen serve" in second.stderr, second.stderr
    server.end()


def a_read_only_disk() -> None:
    """The server does not begin, and says why."""
    subprocess.run(["mount", "--bind", DATA, DATA], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", DATA], check=True)
    done = subprocess.run(
        ["formgen", "serve", "--data", DATA, "--port", "0"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 4 and "写不了数据文件夹" in done.stderr, done.stderr
    subprocess.run(["umount", DATA], check=True)


DATA.mkdir(exist_ok=True)
globals()[sys.argv[2]]()
print("ok")
