"""Measures the web door: `python -m benchmarks.web.run`. It starts a server of its own, with a data folder that is removed.

typed   from the last key in a field to the page that shows it, in Chromium: the time that a person sees
fifty   so many people at once, each of whom opens pages and saves; nothing may be lost. For each kind of request the median
        and the 95th percentile are told, in ms, and the memory of the server with all its processes: before anybody came, the
        most while they worked, and when they had gone
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import threading
import time
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import sync_playwright

from benchmarks.web.memory import MemoryWatch, held
from tools.served import served

AIM_TYPED, AIM_FIFTY = 150.0, 300.0
"""What the 95th percentile should not pass, in ms."""
SCHEME = "taicang-2018"
FORM = "annex2"
FIELD = "applicant.fax"
WARM = 10
"""Keys that are not counted: the layouts of the form are made then."""
SETTLED = 15.0
"""Seconds in which a server comes to rest."""


def typed(link: str, keys: int) -> list[float]:
    """For each of so many keys, the ms from the key to the page's picture that shows it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(link)
        page.goto(f"{_origin(link)}/fill/{SCHEME}/")
        page.get_by_role("button", name="填新的一").click()
        page.wait_for_load_state("networkidle")
        field = page.locator(f'[name="{FIELD}"]')
        field.focus()
        page.evaluate(
            """() => {
              window.took = [];
              addEventListener("input", () => { window.began = performance.now(); }, true);
              new MutationObserver(() => {
                if (window.began) {
                  window.took.push(performance.now() - window.began);
                  window.began = 0;
                }
              }).observe(document.querySelector(".paper"), { attributeFilter: ["data-shown"], subtree: true });
            }"""
        )
        for number in range(keys + WARM):
            field.press_sequentially(str(number % 10))
            until = time.monotonic() + 30
            while page.evaluate("window.took.length") <= number and time.monotonic() < until:
                page.wait_for_timeout(10)  # the pages' own rules allow no function to be made of a text
            if number % 12 == 11:
                field.fill("")
                page.wait_for_timeout(1500)
                page.evaluate(f"window.took.length = {number + 1}; window.began = 0")
        found: list[float] = page.evaluate("window.took")
        browser.close()
    return found[WARM:]


def fifty(link: str, people: int, rounds: int) -> dict[str, list[float]]:
    """So many people at once: each begins a case, then opens its form, saves a field, and looks at the page, again and again."""
    cookie = _cookie(link)
    took: dict[str, list[float]] = {"open": [], "save": [], "picture": []}
    failed: list[str] = []
    lock, ready = threading.Lock(), threading.Barrier(people)

    def person(number: int) -> None:
        pace = random.Random(number)
        status, where, _ = _asked(link, cookie, "POST", f"/fill/{SCHEME}/", "")
        case = where.rstrip("/")
        address = f"{case}/forms/{FORM}/"
        _asked(link, cookie, "GET", f"{address}1.png", "")
        ready.wait()
        time.sleep(pace.uniform(0.0, 10.0))
        for count in range(1, rounds + 1):
            body = urlencode({"seen": count, "live": "1", FIELD: f"0512-5{number:03d}{count:04d}"})
            for name, method, path, sent in (
                ("open", "GET", address, ""),
                ("picture", "POST", f"{address}1.png", body),
                ("save", "POST", address, body),
            ):
                began = time.perf_counter()
                status, _, answer = _asked(link, cookie, method, path, sent)
                with lock:
                    took[name].append((time.perf_counter() - began) * 1000)
                    if status != 200 or not answer:
                        failed.append(f"{name} {status}")
            time.sleep(pace.uniform(6.0, 14.0))  # a person reads and types
        _, _, record = _asked(link, cookie, "GET", f"{case}/record.json", "")
        if f"0512-5{number:03d}{rounds:04d}".encode() not in record:
            failed.append("lost")

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(f"{len(failed)} requests failed: {sorted(set(failed))}")
    return took


def _asked(link: str, cookie: str, method: str, path: str, body: str) -> tuple[int, str, bytes]:
    """The status, the place to go, and the content of an answer."""
    connection = HTTPConnection(urlsplit(link).netloc, timeout=120)
    heads = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
    if method == "POST":
        heads["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body.encode() if method == "POST" else None, heads)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.getheader("location") or "", content


def _cookie(link: str) -> str:
    connection = HTTPConnection(urlsplit(link).netloc, timeout=120)
    connection.request("GET", urlsplit(link).path)
    said = connection.getresponse().getheader("set-cookie") or ""
    connection.close()
    return said.partition(";")[0]


def _origin(link: str) -> str:
    return f"{urlsplit(link).scheme}://{urlsplit(link).netloc}"


def _told(name: str, took: list[float], aim: float) -> None:
    ordered = sorted(took)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    verdict = "as it should be" if late <= aim else f"more than {aim:.0f}"
    print(
        f"{name:<10} {len(took):>5} times, median {statistics.median(took):7.1f} ms, 95 in 100 {late:7.1f} ms: {verdict}"
    )


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=100, help="keys that are typed; 0 leaves this out")
    parser.add_argument("--people", type=int, default=50, help="people at once; 0 leaves this out")
    parser.add_argument("--rounds", type=int, default=5, help="how often each of them opens and saves")
    asked = parser.parse_args()
    if asked.keys:
        with served() as link:
            _told("typed", typed(link, asked.keys), AIM_TYPED)
    if asked.people:
        with served() as link:
            time.sleep(SETTLED)
            before, idle = held(os.getpid())
            with MemoryWatch(os.getpid()) as watch:
                measured = fifty(link, asked.people, asked.rounds)
            time.sleep(SETTLED)
            after, left = held(os.getpid())
        for name, took in measured.items():
            _told(name, took, AIM_FIFTY)
        print(
            f"memory: {before:.0f} MB in {idle} processes before, at most {watch.most:.0f} MB in {watch.count},"
            f" {after:.0f} MB in {left} afterwards"
        )


if __name__ == "__main__":
    main()
