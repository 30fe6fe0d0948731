"""What an ordinary user does with an installed program, as scripts for a machine."""

from __future__ import annotations

MAIN_JOB = """
set -e
rm -rf job && mkdir job && cd job
formgen fill {samples}/complete.json --out filled
formgen dossier {samples}/complete.json --kind acceptance --out bound
formgen verify bound/*/贯标验收材料.pdf
test "$(find filled -name '*.pdf' | wc -l)" -ge 3
test "$(find . -name '*.part' | wc -l)" -eq 0
"""
"""Forms are filled, a dossier is bound and compared with its proof. `{samples}` stands for the folder of samples."""

RECEIVE = """
set -e
rm -rf back && mkdir back && cd back
formgen dossier {samples}/complete.json --kind acceptance --marks --out bound
formgen receive bound/*/贯标验收材料.pdf --against bound/*/贯标验收材料.pdf --out held >said && exit 1 || test $? -eq 1
grep 处要看 said
test -s held/扫描对照报告.pdf
"""
"""A dossier is bound with marks, and held against itself, which bears no stamp. `{samples}` stands for the folder of samples."""

SERVE = """
set -e
cat >ask.py <<'END'
import json, pathlib, re, subprocess, sys, time, urllib.error, urllib.request

log = open("serve.log", "wb")
server = subprocess.Popen(["formgen", "serve", *sys.argv[1:]], stdout=log, stderr=subprocess.STDOUT)
for _ in range(600):
    said = pathlib.Path("serve.log").read_text()
    if found := re.search(r"(http://[^/]+)/open/(\\S+)", said):
        break
    if server.poll() is not None:
        sys.exit(said)
    time.sleep(0.1)
address = found[1]

class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None

def ask(path, cookie=""):
    request = urllib.request.Request(address + path, headers={"Cookie": cookie})
    try:
        answer = urllib.request.build_opener(Stay).open(request, timeout=60)
    except urllib.error.HTTPError as fault:
        answer = fault
    return answer.status, answer.headers, answer.read()

status, _, body = ask("/health")
assert status == 200 and json.loads(body)["ok"], body
assert ask("/")[0] == 404
status, headers, _ = ask("/open/" + found[2])
assert status == 303, status
cookie = headers["Set-Cookie"].split(";")[0]
status, _, body = ask("/", cookie)
assert status == 200 and "空白表格" in body.decode(), status
status, _, body = ask("/blanks/taicang-2018/annex3.pdf", cookie)
assert status == 200 and body.startswith(b"%PDF-"), status
status, _, body = ask("/blanks/taicang-2018/annex3/1.png", cookie)
assert status == 200 and body.startswith(b"\\x89PNG"), status
memory = 0
for folder in pathlib.Path("/proc").iterdir():
    if folder.name.isdigit():
        try:
            if b"formgen" in (folder / "cmdline").read_bytes() or b"multiprocessing" in (folder / "cmdline").read_bytes():
                memory += int(re.search(r"Pss:\\s+(\\d+)", (folder / "smaps_rollup").read_text())[1])
        except OSError:
            pass
print("memory of all processes, MB:", memory // 1024)
server.terminate()
assert server.wait(30) in (0, -15, 143), server.returncode
END
python3 ask.py {options}
"""
"""The server is started, asked for its health, opened with its link, asked for a form, and stopped. `{options}`: its options."""
