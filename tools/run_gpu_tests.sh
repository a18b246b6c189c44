#!/usr/bin/env bash
# Runs what needs a GPU: the tests marked gpu, then, with --bench, the first-launch figures.
#
#   tools/run_gpu_tests.sh [--bench] [PYTEST ARGUMENT...]
#   tools/run_gpu_tests.sh --prepare FOLDER [CUDA INCLUDE FOLDER]
#   tools/run_gpu_tests.sh --modules FOLDER [--bench] [PYTEST ARGUMENT...]
#
# A machine with a GPU may have no libclang and no built numbast: --prepare
# writes the modules where they are, --modules takes them along. Generate from
# the CUDA that the other machine has, or its NVRTC refuses newer functions.
# $PYTHON (python3) needs numba-cuda and pytest; nvcc is found by $NVCC, on the
# PATH or in $CUDA_HOME. --bench writes JSON to $BENCH_OUTPUT (bench/results).
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
export PYTHONPATH=$PWD/tests:$PWD/python${PYTHONPATH:+:$PYTHONPATH}

if [ "${1:-}" = --prepare ]; then
    mkdir -p "$2"
    folder=$(cd "$2" && pwd)
    NUMBAST_TEST_CUDA=${3:-} "$python" -m tools.modules "$folder"
    exec "$python" bench/run.py prepare --modules "$folder" ${3:+--include-dir "$3"}
fi

bench=() modules=""
while [ $# -gt 0 ]; do
    case $1 in
    --modules)
        modules=$(cd "$2" && pwd)
        export NUMBAST_TEST_MODULES=$modules
        shift 2
        ;;
    --bench)
        bench=(bench/run.py launch --output "${BENCH_OUTPUT:-bench/results}" ${modules:+--modules "$modules"})
        shift
        ;;
    *) break ;;
    esac
done

failed=0
"$python" -m pytest -q -s -m gpu tests/python/test_gpu_*.py "$@" || failed=1
if [ ${#bench[@]} -gt 0 ]; then
    "$python" "${bench[@]}" || failed=1
fi
exit $failed
