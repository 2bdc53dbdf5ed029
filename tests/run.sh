#!/usr/bin/env bash
# Runs every test: installs what is missing, builds the solution once and runs each test project.
#
#   bash tests/run.sh
#
# Needs the .NET 10 SDK. On Debian and its kin the rest is installed; elsewhere this says what is needed and goes on with what there is.
# FLETSCOLLECT_CHROMIUM names the browser to use, FLETSCOLLECT_TEST_POSTGRES the PostgreSQL server (a connection string).
# The last line is always "N passed, N failed, N skipped"; the exit code is 0 only when tests ran and none failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Every background job gets a process group of its own, so that one signal ends a test project with all that it started.
set -m

# Where the tests' databases live: in memory where there is room for them. Each test makes one of some hundred files and drops it, and ext4
# looks ever longer for an inode that was not freed a moment ago, which took a third of the whole run.
place() {
    local free
    free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1) || free=0
    if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] && [ "${free:-0}" -ge 4000000 ]; then
        echo /dev/shm
    else
        echo "${TMPDIR:-/tmp}"
    fi
}

# No build server outlives this script, and nothing of the tests outlives this folder. Other users must be let in: PostgreSQL runs as one.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
# Measuring hot code to compile it once more pays off in a server that runs for days. Here it was a quarter of the processor time of two heavy classes.
export DOTNET_TieredPGO=0
scratch=$(mktemp -d "$(place)/fletscollect-tests-XXXXXX")
chmod 755 "$scratch"
export TMPDIR=$scratch/tmp
mkdir "$TMPDIR"

main() {
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    if ! dotnet --version >"$scratch/sdk" 2>&1; then
        cat "$scratch/sdk"
        echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download/dotnet/10.0"
        finish 0 0 0 "no SDK"
    fi
    install_missing
    if ! build; then
        finish 0 0 0 "the build failed"
    fi
    run_projects
    add_up
}

# --- what the tests need beside the SDK ---

install_missing() {
    local packages=()
    has_chromium || packages+=(chromium-headless-shell)
    has_postgresql || packages+=(postgresql)
    has_japanese_font || packages+=(fonts-ipafont)
    has_freeradius || packages+=(freeradius freeradius-rest freeradius-utils)
    command -v node >/dev/null || packages+=(nodejs)
    command -v npm >/dev/null || packages+=(npm)
    [ ${#packages[@]} -gt 0 ] || return 0

    if command -v apt-get >/dev/null && can_be_root; then
        echo "Installing ${packages[*]} ..."
        install_packages "${packages[@]}" || echo "Could not install all of: ${packages[*]}. Tests that need them will fail and say so."
    else
        echo "Missing, by the names of Debian's packages: ${packages[*]}"
        echo "  chromium-headless-shell   any Chromium; name its program in FLETSCOLLECT_CHROMIUM if it is not /usr/bin/chromium"
        echo "  postgresql     PostgreSQL 15 or later with initdb and pg_ctl on the PATH, or a server in FLETSCOLLECT_TEST_POSTGRES"
        echo "  fonts-ipafont  any Japanese font"
        echo "  nodejs, npm    Node.js 18 or later"
        echo "  freeradius, freeradius-rest, freeradius-utils   FreeRADIUS 3.2 with rlm_rest, and radclient"
    fi
}

has_chromium() {
    [ -x "${FLETSCOLLECT_CHROMIUM:-/usr/bin/chromium-headless-shell}" ] || [ -x /usr/bin/chromium ]
}

has_postgresql() {
    [ -n "${FLETSCOLLECT_TEST_POSTGRES:-}" ] || compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null
}

has_japanese_font() {
    if command -v fc-list >/dev/null; then
        [ -n "$(fc-list :lang=ja)" ]
    else
        [ -d /usr/share/fonts ] && [ -n "$(find /usr/share/fonts \( -iname '*ipa*' -o -iname '*cjk*' \) -print -quit)" ]
    fi
}

has_freeradius() {
    command -v freeradius >/dev/null && command -v radclient >/dev/null && compgen -G "/usr/lib/freeradius/rlm_rest.so" >/dev/null
}

can_be_root() {
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
    # The tests start a PostgreSQL and a FreeRADIUS of their own; a policy of 101 keeps the packages from starting their services (invoke-rc.d(8)).
    local policy=/usr/sbin/policy-rc.d ours=no outcome=0
    if [ ! -e $policy ]; then
        ours=yes
        printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
        as_root chmod 755 $policy
    fi
    {
        as_root apt-get -q -o DPkg::Lock::Timeout=300 update &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
    } </dev/null || outcome=$?
    [ $ours = no ] || as_root rm -f $policy
    return $outcome
}

# --- the run ---

# With one compiler for all projects, which takes half the time of one for each; it is ended afterwards, unless it ran before.
build() {
    local outcome=0 before
    before=$(compilers)
    dotnet build FletsCollect.sln --verbosity quiet -p:UseSharedCompilation=true || outcome=$?
    comm -13 <(echo "$before") <(compilers) | xargs --no-run-if-empty kill 2>/dev/null || true
    return $outcome
}

compilers() {
    pgrep -f VBCSCompiler | sort || true
}

# Seconds that one test project may take before it is ended.
readonly LONGEST=1200

# Two projects at a time; the browser's last and alone, because it drives everything else and its time is what a person would wait.
run_projects() {
    local project browser="" pair=()
    for project in tests/*/*.Tests.csproj; do
        case $project in
            *.Browser.Tests.csproj) browser=$project ;;
            *) pair+=("$project") ;;
        esac
        if [ ${#pair[@]} = 2 ]; then
            run_together "${pair[@]}"
            pair=()
        fi
    done
    [ ${#pair[@]} = 0 ] || run_together "${pair[@]}"
    [ -z "$browser" ] || run_together "$browser"
}

run_together() {
    local project pid pids=() watchdogs=()
    for project in "$@"; do
        run_project "$project" &
        pid=$!
        pids+=("$pid")
        # A test that hangs does not always heed its own time-out; a project that was ended has no code, which counts as a failure.
        (sleep $LONGEST && echo "Ended after $LONGEST seconds: $project" && kill -KILL -- "-$pid") &
        watchdogs+=("-$!")
    done
    # Waiting for each: a project's own outcome is read from what it wrote, not from here.
    wait "${pids[@]}" || true
    { kill -TERM -- "${watchdogs[@]}" && wait "${watchdogs[@]#-}"; } 2>/dev/null || true
}

run_project() {
    local name code=0
    name=$(basename "$1" .csproj)
    dotnet test --project "$1" --no-build --no-progress --no-ansi --timeout "${LONGEST}s" 2>&1 </dev/null | tee "$scratch/$name.log" | prefix "${name#FletsCollect.}" || code=$?
    echo "$code" >"$scratch/$name.code"
}

# A loop and not sed, which would hold lines back until it has a block of them.
prefix() {
    local line
    while IFS= read -r line; do
        printf '%s | %s\n' "$1" "$line"
    done
}

add_up() {
    local project name code passed=0 failed=0 skipped=0 broken=""
    for project in tests/*/*.Tests.csproj; do
        name=$(basename "$project" .csproj)
        code=$(cat "$scratch/$name.code" 2>/dev/null || echo none)
        passed=$((passed + $(count succeeded "$name")))
        skipped=$((skipped + $(count skipped "$name")))
        failed=$((failed + $(count failed "$name")))
        # A project that ended badly without a failed test (a crash, a time-out, no test at all) counts as a failure.
        if [ "$code" != 0 ] && [ "$(count failed "$name")" = 0 ]; then
            failed=$((failed + 1))
            broken="$broken $name (exit code $code)"
        fi
    done
    finish $passed $failed $skipped "${broken:+ended without an outcome:$broken}"
}

# One number of a project's summary, such as "  succeeded: 12"; 0 when it never came to a summary.
count() {
    local number
    number=$(sed -n "s/^ *$1: \([0-9][0-9]*\)$/\1/p" "$scratch/$2.log" 2>/dev/null | tail -n 1)
    echo "${number:-0}"
}

finish() {
    local passed=$1 failed=$2 skipped=$3 reason=$4
    [ "$passed" -gt 0 ] || [ "$failed" -gt 0 ] || reason=${reason:-no test ran}
    [ -z "$reason" ] || echo "Not passed: $reason"
    echo "$passed passed, $failed failed, $skipped skipped"
    [ -z "$reason" ] && [ "$failed" = 0 ] || exit 1
    exit 0
}

clean_up() {
    local job file
    for job in $(jobs -p); do
        kill -TERM -- "-$job" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    # A test project that was killed could not stop its PostgreSQL, which is in no process group of ours.
    for file in "$TMPDIR"/fletscollect-postgres-*/data/postmaster.pid; do
        [ ! -e "$file" ] || kill -QUIT "$(head -n 1 "$file")" 2>/dev/null || true
    done
    rm -rf "$scratch" 2>/dev/null || true
}

main
