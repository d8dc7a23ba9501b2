"""The set-up on machines that lack something, and after it broke off.

Small programs stand for what asks the network or changes the machine; `make bare` tries the real ones.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).parents[2]
VENV_PACKAGE = f"python3.{sys.version_info.minor}-venv"
# What the scripts themselves call, on a machine that has nothing else.
PLAIN = (
    "bash", "chmod", "dirname", "env", "flock", "grep", "ldconfig", "mktemp", "rm", "sed", "tail", "test", "touch", "true",
)  # fmt: skip


# A pip that has nothing to install; it fails for what is nowhere.
PIP = """#!{python}
import sys
from pathlib import Path
if "install" in sys.argv and "nowhere" in Path(sys.argv[-1]).read_text():
    sys.exit("nowhere: no such package")
"""


class Machine:
    """A clone of the project and a PATH of its own, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        self.project.mkdir()
        shutil.copytree(PROJECT / "scripts", self.project / "scripts")
        for name in ("requirements.lock", "requirements-dev.lock"):
            (self.project / name).write_text("# nothing is needed\n")
        self.bin = folder / "bin"
        self.bin.mkdir()
        for name in PLAIN:
            found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
            assert found is not None, name
            (self.bin / name).symlink_to(found)
        self.called = folder / "called"
        self.called.touch()
        self.program("sudo", "exit 1")
        self.user(1000)
        self.python()

    def program(self, name: str, script: str) -> None:
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f'#!/bin/bash\necho "{name} $*" >>{self.called}\n{script}\n')
        path.chmod(0o755)

    def user(self, number: int) -> None:
        self.program("id", f"echo {number}")

    def python(self, *, ensurepip: bool = True) -> None:
        """Debian's python3, with its venv package or without."""
        pip = self.bin / "pip.txt"
        (self.bin / "ensurepip").unlink(missing_ok=True)
        if ensurepip:
            (self.bin / "ensurepip").touch()
        pip.write_text(PIP)
        self.program(
            "python3",
            f'[[ "$*" != *ensurepip* ]] || exec test -e {self.bin}/ensurepip\n'
            f'[[ "$*" != "-m venv .venv" ]] || {{ {sys.executable} -m venv --without-pip .venv || exit 1\n'
            f'  sed "s:{{python}}:$PWD/.venv/bin/python:" {pip} >.venv/bin/pip; chmod +x .venv/bin/pip; exit; }}\n'
            f'exec {sys.executable} "$@"',
        )

    def apt(self, before: str = "") -> None:
        """An apt-get that puts what the packages bring into place."""
        self.program("dpkg", "")
        put = "for word; do case $word in chromium) ;; libnss3-tools) word=certutil ;; *-venv) word=ensurepip ;; *) continue ;; esac"
        put += f'\n  printf "#!/bin/bash\\n" >{self.bin}/$word; chmod +x {self.bin}/$word; done'
        self.program("apt-get", f'[[ "$*" == *--simulate* ]] && exit 0\n{before}\n[[ "$*" == *install* ]] && {{ {put}; }}; exit 0')

    def set_up(self, what: str, python: str = "python3") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "scripts/set-up", what], cwd=self.project, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            env={"PATH": str(self.bin), "HOME": str(self.bin.parent), "PYTHON": python}, timeout=120,
        )  # fmt: skip

    def calls(self, name: str) -> list[str]:
        return [line.removeprefix(f"{name} ") for line in self.called.read_text().splitlines() if line.startswith(f"{name} ")]

    def is_set_up(self) -> bool:
        pip = subprocess.run([self.project / ".venv/bin/pip", "--version"], check=False, capture_output=True)
        return pip.returncode == 0 and (self.project / ".venv/test.ready").exists()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def empty(venv: Path) -> None:
    venv.mkdir()


def without_pip(venv: Path) -> None:
    """As `python3 -m venv` leaves it where there is no ensurepip, after packages came half-way."""
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    (venv / "half-installed").touch()


def of_another_python(venv: Path) -> None:
    """Finished once, by a Python that the machine has no more."""
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to("/usr/bin/python3.0")
    (venv / "bin" / "pip").write_text(f"#!{venv}/bin/python\n")
    (venv / "bin" / "pip").chmod(0o755)
    (venv / "test.ready").touch()


def dangling(venv: Path) -> None:
    venv.symlink_to("/nowhere/at/all")


@pytest.mark.parametrize("left", [empty, without_pip, of_another_python, dangling])
def test_what_broke_off_is_made_anew(machine: Machine, left: Callable[[Path], None]) -> None:
    left(machine.project / ".venv")
    ran = machine.set_up("tools")
    assert ran.returncode == 0, ran.stderr
    assert machine.is_set_up()
    assert not (machine.project / ".venv/half-installed").exists()


def test_what_is_there_is_left_alone_until_its_list_or_its_place_changes(machine: Machine) -> None:
    assert machine.set_up("tools").returncode == 0
    kept = machine.project / ".venv/kept"
    kept.touch()
    again = machine.set_up("tools")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")

    later = (machine.project / ".venv/test.ready").stat().st_mtime + 60
    os.utime(machine.project / "requirements-dev.lock", (later, later))
    assert "requirements-dev.lock" in machine.set_up("tools").stdout
    assert kept.exists()

    moved = machine.project.with_name("moved")
    machine.project.rename(moved)
    machine.project = moved
    assert machine.set_up("tools").returncode == 0
    assert machine.is_set_up()
    assert not kept.exists()


def test_what_breaks_off_while_packages_are_renewed_is_made_anew_too(machine: Machine) -> None:
    assert machine.set_up("tools").returncode == 0
    (machine.project / ".venv/half-installed").touch()
    lock = machine.project / "requirements-dev.lock"
    lock.write_text("nowhere==1\n")
    later = (machine.project / ".venv/test.ready").stat().st_mtime + 60
    os.utime(lock, (later, later))
    ran = machine.set_up("tools")
    assert ran.returncode == 1
    assert "make tools again" in ran.stderr.splitlines()[-1]

    lock.write_text("# nothing is needed\n")
    assert machine.set_up("tools").returncode == 0
    assert machine.is_set_up()
    assert not (machine.project / ".venv/half-installed").exists()


@pytest.mark.parametrize("apt", [True, False])
def test_who_may_install_nothing_is_told_all_that_is_missing_in_one_line(machine: Machine, *, apt: bool) -> None:
    machine.python(ensurepip=False)
    if apt:
        machine.apt()
    ran = machine.set_up("demo")
    assert ran.returncode == 1
    (line,) = (ran.stdout + ran.stderr).splitlines()
    assert all(name in line.partition(" as root: apt-get install ")[2] for name in (VENV_PACKAGE, "chromium", "libnss3-tools"))
    assert not (machine.project / ".venv").exists()
    assert machine.calls("apt-get") == []


def test_a_missing_browser_is_said_and_the_rest_set_up(machine: Machine) -> None:
    ran = machine.set_up("demo")
    assert ran.returncode == 0
    (line,) = ran.stderr.splitlines()
    assert "chromium" in line
    assert machine.is_set_up()


@pytest.mark.parametrize("root", [True, False])
def test_who_may_install_gets_it_all_at_once(machine: Machine, *, root: bool) -> None:
    machine.python(ensurepip=False)
    machine.apt()
    if root:
        machine.user(0)
    else:
        machine.program("sudo", 'while [[ $1 == -* ]]; do shift; done; exec "$@"')
    ran = machine.set_up("demo")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert machine.is_set_up()
    assert len(machine.calls("apt-get")) == 1
    assert bool(machine.calls("sudo")) is not root


def test_an_installation_that_broke_off_is_taken_up(machine: Machine) -> None:
    machine.python(ensurepip=False)
    machine.apt(before=f'grep -q "dpkg --configure -a" {machine.called} || {{ echo "E: dpkg was interrupted"; exit 100; }}')
    machine.user(0)
    ran = machine.set_up("demo")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert machine.is_set_up()


def test_a_python_that_is_too_old_is_refused_by_name(machine: Machine) -> None:
    machine.program("old", "echo 3.9; exit 1")
    ran = machine.set_up("demo", python="old")
    (line,) = (ran.stdout + ran.stderr).splitlines()
    assert ran.returncode == 1
    assert "3.9" in line
    assert "PYTHON=" in line
