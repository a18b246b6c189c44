#!/usr/bin/env bash
# Fuzzes the core with libFuzzer, ASan and UBSan: fuzz.sh header|options SECONDS [FOLDER]
#
# Needs a clang with libFuzzer ($CLANG, default clang-22) and libclang
# ($NUMBAST_LIBCLANG). FOLDER (default build/fuzz) keeps the growing corpus and what
# was found. Crashes inside libclang are its own; the end lists those in our frames.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$1 seconds=$2 out=${3:-build/fuzz}
clang=${CLANG:-clang-22}
mkdir -p "$out/$target" "$out/$target-found" "$out/tmp" "$out/seeds"
for case in tests/cases/*/header.cuh; do
    cp "$case" "$out/seeds/$(basename "$(dirname "$case")").cuh"
done
: "${NUMBAST_LIBCLANG:?set it to a libclang.so}"

binary=$out/fuzz_$target
# shellcheck disable=SC2046
"$clang" -std=c11 -O1 -g -D_XOPEN_SOURCE=700 -Iinclude -fno-omit-frame-pointer \
    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
    -o "$binary" tests/fuzz/fuzz_"$target".c tests/fuzz/fuzz.c tests/fuzz/mutate.c \
    $(ls src/*.c src/*/*.c | grep -v -e src/all.c -e src/main.c) -ldl -lm

# libclang's threads change the signal stack; what it leaks is its own.
export ASAN_OPTIONS=use_sigaltstack=0:detect_leaks=0:allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1 TMPDIR=$out/tmp
# A value as clang evaluates it may take long: not ours.
"$binary" -fork=1 -ignore_crashes=1 -ignore_timeouts=1 -ignore_ooms=1 -timeout=20 -rss_limit_mb=3000 \
    -max_len=4000 -max_total_time="$seconds" -artifact_prefix="$out/$target-found/" \
    "$out/$target" tests/fuzz/corpora/"$target" "$out/seeds" >"$out/$target.log" 2>&1 || true

for input in "$out/$target-found"/*; do
    [ -f "$input" ] || continue
    case $(basename "$input") in slow-unit-* | timeout-*) continue ;; esac  # slow where much else runs
    text=$("$binary" -timeout=60 "$input" 2>&1) && continue
    # The innermost frame that is neither the sanitizer's nor libc's.
    frame=$(grep -E '^ +#[0-9]+ ' <<<"$text" | grep -v -E 'sanitizer|libc\.so|interceptor' | head -1)
    case $frame in
    *libclang* | '') echo "libclang: $input" ;;
    *) echo "ours: $input: $frame" ;;
    esac
done
