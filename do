#!/bin/bash
# The door of the house: every task of a developer is one word after this name. See docs/house.md.
set -euo pipefail
cd "$(dirname "$0")"
. tools/do/packages.sh
. tools/do/build.sh

do_run() { #: builds, makes trial data in var/ on first use, serves http://127.0.0.1:8025
	packages_need build run
	tree_build build gcc-12 "${RELEASE[@]}" -- hark
	. tools/do/trial.sh
	trial_prepare
	trial_serve
}

do_build() { #: builds the release, build/hark
	packages_need build
	tree_build build gcc-12 "${RELEASE[@]}"
}

do_test() { #: [WORD ...] builds with gcc and clang and runs everything, or what WORD names
	packages_need run build test
	npm_need tests/browser
	npm_need tests/conformance
	/usr/bin/python3 -B tools/test_all.py "$@"
}

do_lint() { #: format, clang-tidy, layers, banned functions, sizes, translations
	packages_need build test
	tree_build build-clang clang-14 "${CLANG[@]}"
	/usr/bin/python3 -B tools/lint.py "$@"
}

do_bench() { #: measures what docs/figures.md promises and prints it
	do_build
	packages_need run test bench
	tree_say build gcc-12 tree_look_again build
	script_run bench/run.py "$@"
}

do_fuzz() { #: [SECONDS [TARGET]] [--keep] feeds each parser made-up input; 60 seconds each unless told
	packages_need build test
	tree_build build-clang clang-14 "${CLANG[@]}"
	/usr/bin/python3 -B tools/fuzz.py "$@"
}

do_torture() { #: [ROUNDS [SCENE ...]] kills roles, breaks lines, cuts the power while mail comes and goes
	do_build
	packages_need run test
	script_run tests/torture/run.py "$@"
}

do_shots() { #: screenshots of every page, into build/shots/
	do_build
	packages_need run test
	npm_need tests/browser
	script_run tests/browser/shots.mjs "$@"
}

do_clean() { #: removes everything built; var/ with the trial data stays
	rm -rf build build-gcc build-clang
	find . -name __pycache__ -not -path '*/node_modules/*' -prune -exec rm -rf {} +
}

do_help() {
	echo "Usage: ./do TASK"
	sed -n 's/^do_\([a-z]*\)() { #: /  \1\t/p' do | expand -t 12
}

# Tools of later stages: says politely when one is not there yet.
script_run() {
	local script=$1
	shift
	if [ ! -e "$script" ]; then
		echo "There is no $script yet, so there is nothing to do."
		return 0
	fi
	case $script in
	*.py) /usr/bin/python3 -B "$script" "$@" ;;
	*.mjs) "$(node_path)" "$script" "$@" ;;
	esac
}

task=${1:-help}
if [ $# -gt 0 ]; then
	shift
fi
if ! declare -F "do_$task" >/dev/null; then
	echo "./do knows no task \"$task\"." >&2
	do_help >&2
	exit 64
fi
"do_$task" "$@"
