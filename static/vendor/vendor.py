"""What others made and Filon serves: `manifest.toml` names each npm package, its files and their checksums.

    vendor.py           fetch the packages and write their files; whatever the manifest states must match,
                        and what it leaves out (the integrity or the sha256 of something new) is filled in
    vendor.py --accept  the same after a change of version: take the new checksums
    vendor.py --check   compare the files on disk with the manifest, without network

The integrity is npm's: the SHA-512 of the package's tarball, in base64.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MANIFEST = HERE / "manifest.toml"
OURS = {"manifest.toml", "vendor.py"}

Package = dict[str, Any]


def main(argv: list[str]) -> int:
    packages: list[Package] = tomllib.loads(MANIFEST.read_text("utf-8"))["package"]
    if argv == ["--check"]:
        faults = check(packages)
    elif argv in ([], ["--accept"]):
        faults = [fault for package in packages for fault in fetch(package, accept=bool(argv))]
        if not faults:
            MANIFEST.write_text(written(packages), "utf-8")
    else:
        faults = ["usage: vendor.py [--check | --accept]"]
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


def check(packages: list[Package]) -> list[str]:
    stated = {file["to"]: file.get("sha256") for package in packages for file in package["files"]}
    found = {path.relative_to(HERE).as_posix(): path for path in HERE.rglob("*") if path.is_file()}
    faults = [f"{name}: missing" for name in stated.keys() - found.keys()]
    faults += [f"{name}: not in manifest.toml" for name in found.keys() - stated.keys() - OURS]
    both = stated.keys() & found.keys()
    faults += [f"{name}: changed" for name in both if sha256(found[name].read_bytes()) != stated[name]]
    return sorted(faults)


def fetch(package: Package, *, accept: bool) -> list[str]:
    """Write the files of one package, unless one of them, or the package itself, isn't what the manifest states."""
    name = f"{package['name']}@{package['version']}"
    contents: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        npm_pack = ["npm", "pack", "--silent", "--ignore-scripts", name]
        subprocess.run(npm_pack, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        tarball = next(Path(folder).glob("*.tgz"))
        integrity = "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
        if not accept and package.get("integrity", integrity) != integrity:
            return [f"{name}: not the package that manifest.toml states"]
        package["integrity"] = integrity
        with tarfile.open(tarball) as archive:
            for file in package["files"]:
                member = archive.extractfile(f"package/{file['from']}")
                contents[file["to"]] = member.read() if member else b""
    for file in package["files"]:
        digest = sha256(contents[file["to"]])
        if not accept and file.get("sha256", digest) != digest:
            return [f"{name}: {file['from']} is not what manifest.toml states"]
        file["sha256"] = digest
    for target, content in contents.items():
        (HERE / target).parent.mkdir(parents=True, exist_ok=True)
        (HERE / target).write_bytes(content)
    return []


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def written(packages: list[Package]) -> str:
    lines = ["# The files that Filon serves and others made. Add a line `{ from, to }`, then run `make vendor`."]
    for package in packages:
        lines += ["", "[[package]]"]
        lines += [f'{key} = "{package[key]}"' for key in ("name", "version", "licence", "integrity")]
        lines += ["files = ["]
        lines += [
            '    {{ from = "{from}", to = "{to}", sha256 = "{sha256}" }},'.format_map(file) for file in package["files"]
        ]
        lines += ["]"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
