#!/usr/bin/env bash
# Runs checks inside a virtual environment: check.sh VENV STEP...
#
#   units   C tests (meson test)            lint    layers, ruff, mypy --strict
#   fmt     clang-format                    tidy    clang-tidy
#   asan    C tests under ASan and UBSan    python  all that needs no GPU and is fast
#   cases   the case folders                long    what takes long
#   gpu     what needs a GPU
#
# A step that fails does not stop the others; what was left out is said at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
venv=$(cd "$1" && pwd)
shift
export PATH="$venv/bin:$PATH"
failed=() left_out=()

step() {
    printf '== %s\n' "$*"
    "$@" || failed+=("$*")
}

# Compiles and tests in build/NAME; further words are meson's.
meson_test() {
    local build=build/$1
    shift
    [ -z "${CI:-}" ] || set -- "$@" -Dwerror=true
    if [ ! -d "$build" ]; then
        meson setup "$build" "$@" >/dev/null || return
    fi
    meson compile -C "$build" >"$build/compile.log" 2>&1 || { cat "$build/compile.log"; return 1; }
    NUMBAST_LIBCLANG=$libclang meson test --quiet --print-errorlogs -C "$build"
}

# The libclang of the environment, for the fuzz targets; without one they are skipped.
find_libclang='from numbast.libclang import find_libclang as f; print(f().path)'
libclang=${NUMBAST_LIBCLANG:-$(python -c "$find_libclang" 2>/dev/null || true)}

units() { meson_test test; }

# Every visit of libclang is a dlopen that stays open: not a leak of ours. Its threads change the signal stack under ASan.
asan() {
    export LSAN_OPTIONS=suppressions=$PWD/tests/fuzz/lsan.supp:print_suppressions=0
    ASAN_OPTIONS=use_sigaltstack=0:detect_leaks=1:detect_stack_use_after_return=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
        meson_test asan -Db_sanitize=address,undefined -Dbuildtype=debugoptimized -Db_lundef=false &&
        python tools/asan_corpus.py build/asan/canopy && python tools/asan_corpus.py build/asan/canopy --lists
}

# A file's tests stay in one process, they share what they bind. A process may take 2 GB.
run_pytest() {
    local count=$(($(nproc) < 8 ? $(nproc) : 8))
    python -m pytest -q -n "$count" --dist loadfile "$@"
    local rc=$?
    [ $rc -ne 5 ] || echo "check.sh: pytest $*: there are no such tests" >&2
    return $rc
}

for name in "$@"; do
    case $name in
    units) step units ;;
    asan) step asan ;;
    lint)
        step python tools/lint.py
        step ruff check -q python tests tools examples bench docs
        step mypy
        ;;
    fmt | tidy)
        tool=clang-format
        [ $name = fmt ] || tool=clang-tidy
        if ! command -v $tool >/dev/null; then
            left_out+=("$name: there is no $tool")
        elif [ $name = fmt ]; then
            step tools/format.sh --check
        else
            [ -d build/test ] || units
            step clang-tidy -quiet -p build/test $(ls src/*.c src/*/*.c | grep -v src/all.c)
        fi
        ;;
    python) step run_pytest -m "not gpu and not long" ;;
    cases) step run_pytest -m "not gpu and not long" tests/python/test_cases.py ;;
    long)
        step run_pytest -m "long and not gpu"
        step tools/with_libclang.sh 21 python -m pytest -q -m "not gpu and not long" \
            tests/python/test_ast_canopy*.py
        ;;
    gpu) step python -m pytest -q -m gpu ;;
    *)
        echo "check.sh: there is no step '$name'" >&2
        exit 2
        ;;
    esac
done

case " $* " in *" gpu "*) ;; *) left_out+=("tests that need a GPU: make check-gpu") ;; esac
case " $* " in *" long "*) ;; *) left_out+=("tests that take long: make check-long") ;; esac
for text in "${left_out[@]}"; do echo "left out: $text"; done
for text in "${failed[@]}"; do echo "FAILED: $text"; done
[ ${#failed[@]} -eq 0 ]
