"""``make demo``: the scheduled crawl, unchanged, on the replica of both sites; writes ``output/demo/`` and says where to look."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.replica import Replica

OUTPUT = Path("output/demo")
SINCE = "2017-01-01"  # the replica's oldest story is of that year
# The replica is ours and on this machine: it need not be spared.
IMPATIENT = ("DOWNLOAD_DELAY=0", "CONCURRENT_REQUESTS_PER_DOMAIN=16", "CONTACT=demo@example.org", "PROGRESS_INTERVAL=5")


def main() -> int:
    """Run the crawl, then point to its files. Returns the crawl's exit code."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    with Replica() as replica:
        settings = [argument for setting in (*IMPATIENT, f"OUTPUT_DIR={OUTPUT}") for argument in ("-s", setting)]
        command = [sys.executable, "-m", "scrapy", "crawl", "defence", "-a", f"since={SINCE}", *settings]
        code = subprocess.run(command, env=replica.environ(), check=False).returncode
    if code != 0:
        print(f"The crawl ended with exit code {code}: the last lines above say why.")
        return code
    manifest = json.loads((OUTPUT / "manifest.json").read_text(encoding="utf-8"))
    months = [file for file in manifest["files"] if file["path"].startswith("articles/")]
    print(f"\n{sum(file['lines'] for file in months)} records in {len(months)} files under {OUTPUT}/articles/. Have a look:\n")
    print(f"  head -n 1 {OUTPUT}/articles/2024-09.jsonl | {sys.executable} -m json.tool --no-ensure-ascii")
    print(f"  cat {OUTPUT}/manifest.json\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
