#!/usr/bin/python3
"""beside.py OUT NAME VERSION: what lies beside an image, so that others can judge it.

NAME.lock.csv   every package with version and sha256, as the archive's signed lists have them
NAME.spdx.json  the same as a bill of materials (SPDX 2.3), for whoever looks for known weaknesses
NAME.weights    what weighs what
SHA256SUMS      of all of it
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import sys
import tarfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

HEAVIEST = 30
WORTH_A_LINE = 2_000_000
KERNEL = "./usr/lib/modules"


def lock(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def bill(packages: list[dict[str, str]], name: str, version: str) -> dict[str, object]:
    """The packages as SPDX 2.3; its namespace is made of their sums, so the same lock has one."""
    made_of = hashlib.sha256("".join(one["sha256"] for one in packages).encode()).hexdigest()
    made = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    image = {
        "SPDXID": "SPDXRef-image",
        "name": name,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "primaryPackagePurpose": "OPERATING-SYSTEM",
    }
    parts = [
        {
            "SPDXID": f"SPDXRef-{number}",
            "name": one["package"],
            "versionInfo": one["version"],
            "downloadLocation": "NOASSERTION",
            "checksums": [{"algorithm": "SHA256", "checksumValue": one["sha256"]}],
            "externalRefs": [
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": (
                        f"pkg:deb/debian/{one['package']}@{one['version'].replace(':', '%3A')}"
                        f"?arch={one['architecture']}&distro=trixie"
                    ),
                }
            ],
        }
        for number, one in enumerate(packages)
    ]
    return {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "dataLicense": "CC0-1.0",
        "name": name,
        "documentNamespace": f"urn:sha256:{made_of}",
        "creationInfo": {
            "created": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": ["Tool: image"],
        },
        "packages": [image, *parts],
        "relationships": [
            {
                "spdxElementId": "SPDXRef-DOCUMENT",
                "relationshipType": "DESCRIBES",
                "relatedSpdxElement": "SPDXRef-image",
            },
            *(
                {
                    "spdxElementId": "SPDXRef-image",
                    "relationshipType": "CONTAINS",
                    "relatedSpdxElement": part["SPDXID"],
                }
                for part in parts
            ),
        ],
    }


def weights(root: Path) -> Counter[str]:
    """Bytes on the device by package; what was made at the build goes by its folder."""
    owners: dict[str, str] = {}
    sizes: dict[str, int] = {}
    with tarfile.open(root) as tar:
        for file in tar:
            if file.isfile():
                sizes[file.name] = file.size
            if file.name.startswith("./var/lib/dpkg/info/") and file.name.endswith(".list"):
                listing = tar.extractfile(file)
                assert listing is not None
                package = Path(file.name).stem.partition(":")[0]
                owners.update((f".{line.decode().strip()}", package) for line in listing)
    heavy: Counter[str] = Counter()
    for name, size in sizes.items():
        heavy[owners.get(name) or f"({'/'.join(name.split('/')[1:4])})"] += size
    return heavy


def main() -> None:
    out, name, version = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    packages = lock(out / "lock.csv")
    shutil.move(out / "lock.csv", out / f"{name}.lock.csv")
    document = json.dumps(bill(packages, name, version), indent=1)
    (out / f"{name}.spdx.json").write_text(document + "\n")

    heavy = weights(out / "root.tar")
    (out / "root.tar").unlink()
    lines = [f"{size / 1e6:8.1f} MB  {what}" for what, size in heavy.most_common(HEAVIEST)]
    rest = sum(heavy.values()) - sum(size for _, size in heavy.most_common(HEAVIEST))
    lines += [f"{rest / 1e6:8.1f} MB  in {len(heavy) - HEAVIEST} others", ""]
    boot = sorted(path for path in (out / "boot").rglob("*") if path.stat().st_size > WORTH_A_LINE)
    for part in (*boot, out / "root.img", out / f"{name}.raucb", out / f"{name}.img.zst"):
        lines.append(f"{part.stat().st_size / 1e6:8.1f} MB  {part.relative_to(out)}")
    (out / f"{name}.weights").write_text("\n".join(lines) + "\n")
    sys.stdout.write("\n".join(lines) + "\n")

    with (out / "SHA256SUMS").open("w") as sums:
        for path in sorted(out.glob(f"{name}.*")):
            with path.open("rb") as file:
                sums.write(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")


if __name__ == "__main__":
    main()
