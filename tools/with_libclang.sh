#!/usr/bin/env bash
# Runs a command with a libclang of another version: tools/with_libclang.sh 21 python -m pytest tests/python/test_ast_canopy.py
# The wheel is fetched once, by pip, and unpacked beside the build.
set -euo pipefail
version=$1
shift
folder=$(cd "$(dirname "$0")/.." && pwd)/build/libclang-$version
if [ ! -f "$folder/clang/native/libclang.so" ]; then
  mkdir -p "$folder"
  "${PYTHON:-python}" -m pip install -q --no-deps --target "$folder" "libclang-ng>=$version,<$((version + 1))"
fi
export NUMBAST_LIBCLANG=$folder/clang/native/libclang.so
export NUMBAST_CLANG_RESOURCE_DIR=$folder/clang/native/resource
exec "$@"
