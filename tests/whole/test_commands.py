"""The two commands: what they say and do when a machine is not as they need it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.machine import CannotStartError, fault_of, port_from, require_writable
from tools.processes import Service, start, stop_all
from tools.serve import require_running

ROOT = Path(__file__).parents[2]
DEBIAN_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

# Starts a child that ignores being asked, says its number and waits for ever.
STUBBORN = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", '''
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(600)
'''])
print(child.pid, file=open("child", "w"), flush=True)
time.sleep(600)
"""


@dataclass
class Result:
    code: int
    said: str


def run(*command: str, cwd: Path = ROOT, environ: Mapping[str, str]) -> Result:
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Result(done.returncode, done.stdout)


def script(path: Path, *lines: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with our set-up scripts and nothing to install, and an own bin/ before the PATH."""
    (tmp_path / "tools").mkdir()
    for path in (ROOT / "tools").glob("*.sh"):
        shutil.copy(path, tmp_path / "tools")
    for name in ("requirements.txt", ".venv/installed-requirements.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    # Nobody special, so that no test installs anything on the machine it runs on.
    script(tmp_path / "bin/id", "echo 1000")
    script(tmp_path / "bin/sudo", "exit 1")
    return tmp_path


def set_up(clone: Path, what: str = "app", **environ: str) -> Result:
    path = f"{clone / 'bin'}:{os.environ['PATH']}"
    return run(
        "sh", "tools/setup.sh", what, cwd=clone, environ={"PATH": path, "PYTHON": "", **environ}
    )


# — make —


def test_make_alone_lists_the_targets() -> None:
    result = run("make", "--no-print-directory", environ={"MAKEFLAGS": "", "MAKELEVEL": ""})
    listed = [line.split()[1] for line in result.said.splitlines()]
    assert (result.code, listed) == (
        0,
        ["help", "run", "test", "check", "bench", "screens", "translations", "lock", "clean"],
    )


# — before the start —


def test_taken_port_is_one_line_and_an_exit_code(taken_port: int, tmp_path: Path) -> None:
    environ = {"PORT": str(taken_port), "UTMARKT_INSTANCE": str(tmp_path / "instance")}
    result = run(sys.executable, "-m", "tools.serve", environ=environ)
    start_of_line, _, other = result.said.rpartition("PORT=")
    assert start_of_line == f"Port {taken_port} is taken. Choose another one: make run "
    assert result.code == 1
    assert fault_of(int(other)) is None
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize("port", ["0", "65536", "80a", "-1"])
def test_impossible_port_is_named(port: str) -> None:
    with pytest.raises(CannotStartError) as stopped:
        port_from({"PORT": port})
    assert str(stopped.value) == f"PORT is a number from 1 to 65535, not {port!r}."


def test_port_is_8000_unless_set() -> None:
    assert (port_from({}), port_from({"PORT": ""}), port_from({"PORT": "8001"})) == (
        8000,
        8000,
        8001,
    )


def test_instance_that_cannot_be_made_is_one_line_and_an_exit_code(tmp_path: Path) -> None:
    blocked = tmp_path / "instance"
    blocked.touch()
    environ = {"PORT": str(free_port()), "UTMARKT_INSTANCE": str(blocked)}
    result = run(sys.executable, "-m", "tools.serve", environ=environ)
    assert result == Result(
        1,
        f"Utmärkt cannot write to {blocked} (File exists). "
        "Change its rights, or choose another folder: make run UTMARKT_INSTANCE=/path\n",
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_database_is_named(tmp_path: Path) -> None:
    database = tmp_path / "utmarkt.db"
    database.touch(mode=0o400)
    with pytest.raises(CannotStartError) as stopped:
        require_writable(tmp_path)
    assert str(stopped.value).startswith(f"Utmärkt cannot write to {database} (Permission denied).")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# — Python —


def test_too_old_python_is_one_line_and_an_exit_code(clone: Path) -> None:
    script(clone / "bin/oldpython", 'case "$2" in *print*) echo 3.9.2;; *) exit 1;; esac')
    result = set_up(clone, PYTHON="oldpython")
    assert result == Result(
        1,
        "Utmärkt needs Python 3.11 or newer, but oldpython here is 3.9.2. "
        "Another one: make run PYTHON=/path/to/python3.12\n",
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_clone_that_cannot_be_written_to_is_one_line_and_an_exit_code(clone: Path) -> None:
    clone.chmod(0o500)
    result = set_up(clone)
    assert result == Result(
        1,
        f"Utmärkt cannot write to {clone}. "
        "Change its rights, or clone it to a folder of your own.\n",
    )


def test_no_python_is_one_line_and_an_exit_code(clone: Path) -> None:
    result = set_up(clone, PYTHON="no-such-python")
    assert result == Result(
        1, "Utmärkt needs Python 3.11 or newer, but no-such-python cannot be started here.\n"
    )


def test_old_python_on_the_path_is_passed_over_for_a_newer_one(clone: Path) -> None:
    script(clone / "bin/python3.13", "exit 1")
    script(clone / "bin/python3.12", "exit 1")
    script(clone / "bin/python3.11", 'echo "$*" >> made; case "$2" in *print*) echo 3.11.9;; esac')
    result = set_up(clone)
    assert "Making .venv with Python 3.11.9 …\n" in result.said
    assert (clone / "made").read_text().splitlines()[-1] == "-m venv --clear .venv"


def test_python_without_venv_names_the_package_when_apt_is_not_ours(clone: Path) -> None:
    script(
        clone / "bin/debianpython",
        'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.11;; esac',
    )
    result = set_up(clone, PYTHON="debianpython")
    assert result == Result(
        1,
        "Python's venv module is missing. Install it and start again: "
        "sudo apt-get install python3.11-venv\n",
    )


# — system libraries —


@pytest.fixture
def without_libraries(clone: Path) -> Path:
    """A clone with a .venv whose Python finds no Pango before the file `here` exists."""
    script(
        clone / ".venv/bin/python",
        'case "$1" in tools/libraries.py) [ -e here ] || { echo Pango; exit 1; };; esac',
    )
    return clone


def test_missing_libraries_are_installed_when_apt_is_ours(without_libraries: Path) -> None:
    clone = without_libraries
    script(clone / "bin/id", "echo 0")
    script(clone / "bin/apt-get", 'case "$*" in *install*) echo "$*" > here;; esac')
    result = set_up(clone)
    assert result == Result(0, f"Installing with apt: {DEBIAN_PACKAGES}\n")
    assert (
        (clone / "here")
        .read_text()
        .endswith(f" install -y --no-install-recommends {DEBIAN_PACKAGES}\n")
    )


def test_missing_libraries_stop_with_a_command_for_each_system(without_libraries: Path) -> None:
    result = set_up(without_libraries)
    assert (result.code, result.said.splitlines()) == (
        1,
        [
            "The certificates need system libraries that are missing here: Pango",
            "Install them, then start again:",
            f"  Debian, Ubuntu:  sudo apt-get install {DEBIAN_PACKAGES}",
            "  Fedora:          sudo dnf install pango harfbuzz",
            "  Homebrew:        brew install pango harfbuzz",
        ],
    )


# — packages —


def test_packages_are_installed_once_for_each_change_of_the_list(clone: Path) -> None:
    script(clone / ".venv/bin/python", 'case "$*" in *install*) echo "$*" >> installs;; esac')
    (clone / "requirements.txt").write_text("flask==3.1\n")
    said = [set_up(clone).said, set_up(clone).said]
    assert said == ["Installing the packages in requirements.txt …\n", ""]
    assert (clone / "installs").read_text() == (
        "-m pip install --quiet --disable-pip-version-check --require-hashes "
        "--requirement requirements.txt\n"
    )


def test_failed_installation_is_tried_again(clone: Path) -> None:
    script(clone / ".venv/bin/python", 'case "$*" in *install*) exit 1;; esac')
    (clone / "requirements.txt").write_text("flask==3.1\n")
    results = [set_up(clone), set_up(clone)]
    said = (
        "Installing the packages in requirements.txt …\n"
        "The packages in requirements.txt could not be installed; pip says why above.\n"
    )
    assert results == [Result(1, said)] * 2


# — Chromium —


def find_chromium(clone: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Look for Chromium where only this clone's bin/ and the base tools are on the path."""
    tools = ("sh", "dirname", "env")
    for tool in tools:
        (clone / "bin" / tool).symlink_to(shutil.which(tool) or tool)
    environ = {"PATH": str(clone / "bin"), **environ}
    return subprocess.run(
        ["sh", "tools/chromium.sh"],
        cwd=clone,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_missing_chromium_is_said_loudly_and_stops_nothing(clone: Path) -> None:
    result = find_chromium(clone)
    assert (result.returncode, result.stdout) == (0, "")
    assert "NO CHROMIUM: THE BROWSER TESTS ARE SKIPPED." in result.stderr


def test_chromium_that_does_not_start_is_passed_over(clone: Path) -> None:
    script(clone / "bin/chromium", "exit 1")
    script(clone / "bin/google-chrome", "exit 0")
    assert find_chromium(clone).stdout == f"{clone}/bin/google-chrome\n"


def test_named_chromium_that_does_not_start_is_an_error(clone: Path) -> None:
    result = find_chromium(clone, CHROMIUM="/no/such/chrome")
    assert (result.returncode, result.stderr) == (
        1,
        "The browser tests need a Chromium, and /no/such/chrome does not start.\n",
    )


# — the processes —


@pytest.fixture
def stubborn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Service, int]]:
    """A service with a child that ignores every polite signal."""
    monkeypatch.chdir(tmp_path)
    Path("stubborn.py").write_text(STUBBORN)
    service = start("stubborn", ["stubborn"], os.environ)
    while not (Path("child").exists() and Path("child").read_text().endswith("\n")):
        time.sleep(0.01)
    yield service, int(Path("child").read_text())
    service.kill()


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks into /proc")
def test_stopping_leaves_no_process_behind(stubborn: tuple[Service, int]) -> None:
    service, child = stubborn
    before = (service.exit_code is None, is_alive(child))
    stop_all([service], seconds=5)
    while is_alive(child):  # the signal is sent; the system needs a moment
        time.sleep(0.01)
    assert (before, service.exit_code is None, is_alive(child)) == ((True, True), False, False)


def test_service_that_ended_by_itself_is_named() -> None:
    service = start("job worker", ["no_such_module"], {**os.environ, "PYTHONWARNINGS": ""})
    service.process.wait()
    with pytest.raises(CannotStartError) as stopped:
        require_running([service])
    assert str(stopped.value) == (
        "The job worker ended by itself (exit code 1); the lines above say why."
    )


# — all of it —


def processes_with(text: str, command: str = "") -> list[Path]:
    """The folders of running processes: `text` is in their environment, `command` in what runs."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile, or is not ours
            ours = text.encode() in (folder / "environ").read_bytes()
            if ours and command in (folder / "cmdline").read_text():
                found.append(folder)
    return found


def holds(process: Path, file: str) -> bool:
    """Whether a process has a file open."""
    for opened in process.glob("fd/*"):
        with suppress(OSError):  # closed meanwhile
            if str(opened.readlink()) == file:
                return True
    return False


def parent_of(process: Path) -> int:
    return int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks into /proc")
def test_ctrl_c_stops_everything_that_was_started(tmp_path: Path, font_folder: Path) -> None:
    port = free_port()
    instance = str(tmp_path / "instance")
    # One face is missing: cutting all of them here again would take ten seconds more.
    shutil.copytree(font_folder, f"{instance}/fonts", ignore=shutil.ignore_patterns("screen.*"))
    environ = {"PORT": str(port), "UTMARKT_INSTANCE": instance, "UTMARKT_DEMO": "0"}
    serve = subprocess.Popen(
        [sys.executable, "-m", "tools.serve"],
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serve.stdout is not None
    said = [serve.stdout.readline() for _ in range(4)]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
        status = page.status
    # gunicorn takes a moment between its two workers
    until = time.monotonic() + 30
    while len(processes_with(instance)) < 5 and time.monotonic() < until:
        time.sleep(0.01)
    running = len(processes_with(instance))
    parents = {one: parent_of(one) for one in processes_with(instance, "gunicorn")}
    answered = {one for one in parents if holds(one, f"{instance}/utmarkt.db")}
    serve.send_signal(signal.SIGINT)
    said += [*serve.stdout]
    serve.stdout.close()
    assert said == [
        "Making the fonts, which takes a moment once …\n",
        *("\n", f"Utmärkt is running: http://127.0.0.1:{port}\n", "Stop it with Ctrl-C.\n"),
        *("\n", "Stopped.\n"),
    ]
    # The worker that has answered opened the database itself: the process it came from has not.
    (master,) = (one for one in parents if parents[one] == serve.pid)
    assert {parents[one] for one in answered} == {int(master.name)}, (parents, answered)
    # we ourselves, gunicorn with two workers, the job worker
    assert (status, running, serve.wait(), processes_with(instance)) == (200, 5, 0, [])
