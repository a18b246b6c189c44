#!/usr/bin/env bash
# Formats all C sources; --check only says whether that would change something.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=(-i)
[ "${1:-}" != --check ] || mode=(--dry-run --Werror)
command -v clang-format >/dev/null || { echo "format.sh: there is no clang-format" >&2; exit 3; }
find src include python/ext tests/unit tests/api \( -name '*.c' -o -name '*.h' \) -print0 | sort -z | xargs -0 clang-format "${mode[@]}"
