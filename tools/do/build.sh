# Build trees: build (release), build-gcc and build-clang (sanitizers, for tests).

RELEASE=(-Dhardened=true -Dbuildtype=debugoptimized -Db_pie=true)
# gold links their 300 large programs in less than half the time of ld.
SANITIZED=(-Ddebug=true -Doptimization=1 -Db_sanitize=address,undefined -Dc_link_args=-fuse-ld=gold)
# gcc takes the branches that its sanitizers add for things that could happen; the release, which
# has none, is built with all warnings. Lines and names (-g1) are all that
# a sanitizer's report wants.
GCC=("${SANITIZED[@]}" "-Dc_args=['-g1','-Wno-format-truncation','-Wno-maybe-uninitialized']")
# clang links the sanitizers late, so undefined symbols are looked for by gcc alone.
CLANG=("${SANITIZED[@]}" -Db_lundef=false -Dfuzz=true)

# tree_build FOLDER COMPILER OPTION... [-- TARGET...]: the program; everything unless targets are named.
# Says that it begins, one line at the end, and what went wrong if it fails.
tree_build() {
	local folder=$1 compiler=$2
	shift 2

	mkdir -p "$folder"
	if [ ! -e "$folder/hark" ]; then
		echo "Building $folder, about 5 minutes with two cores the first time ..."
	fi
	tree_say "$folder" "$compiler" tree_make "$folder" "$compiler" "$@"
}

tree_make() {
	local folder=$1 compiler=$2 options=()
	shift 2

	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	if [ ! -e "$folder/build.ninja" ]; then
		CC=$compiler meson setup "$folder" "${options[@]}" || return 1
	fi
	ninja -C "$folder" "${@:2}"
}

# A tree that was made before the packages of the tests were there does not know of them yet.
tree_look_again() {
	if [ ! -e "$1/has-tests" ]; then
		meson setup --reconfigure "$1" && touch "$1/has-tests" || return 1
	fi
}

tree_make_tests() {
	tree_make "$@" && tree_look_again "$1" || return 1
	case $1 in
	build) ninja -C "$1" all meson-test-prereq benches ;;
	*) ninja -C "$1" all meson-test-prereq ;;
	esac
}

tree_say() {
	local folder=$1 compiler=$2 log=$1/do.log begun=$SECONDS
	shift 2

	if ! "$@" >"$log" 2>&1; then
		sed -n '/^FAILED:/,$p; /ERROR:/p' "$log" | grep -v "^$compiler " | head -n 60
		echo "$folder did not build; all of it is in $log"
		return 1
	fi
	echo "Built $folder with $compiler in $((SECONDS - begun)) s"
}

# For tools/test_all.py: one tree by its name, with its tests.
tree_build_tests() {
	mkdir -p "$1"
	case $1 in
	build) tree_say "$1" gcc-12 tree_make_tests "$1" gcc-12 "${RELEASE[@]}" ;;
	build-gcc) tree_say "$1" gcc-12 tree_make_tests "$1" gcc-12 "${GCC[@]}" ;;
	build-clang) tree_say "$1" clang-14 tree_make_tests "$1" clang-14 "${CLANG[@]}" ;;
	esac
}
