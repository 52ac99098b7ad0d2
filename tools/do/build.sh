# Build trees: build (release), build-gcc and build-clang (sanitizers, for tests).

RELEASE=(-Dhardened=true -Dbuildtype=debugoptimized -Db_pie=true)
SANITIZED=(-Dbuildtype=debug -Doptimization=1 -Db_sanitize=address,undefined)
GCC=("${SANITIZED[@]}")
# clang links the sanitizers late, so undefined symbols are looked for by gcc alone.
CLANG=("${SANITIZED[@]}" -Db_lundef=false -Dfuzz=true)

# tree_build FOLDER COMPILER OPTION...: says one line, and everything when it fails.
tree_build() {
	local folder=$1 compiler=$2 log=$1/do.log begun=$SECONDS
	shift 2

	mkdir -p "$folder"
	if ! {
		if [ ! -e "$folder/build.ninja" ]; then
			CC=$compiler meson setup "$folder" "$@"
		fi && ninja -C "$folder"
	} >"$log" 2>&1; then
		grep -vE '^\[[0-9]+/[0-9]+\] (Compiling|Linking|Generating)' "$log" | tail -n 60 >&2
		echo "$folder did not build; all of it is in $log" >&2
		return 1
	fi
	echo "Built $folder with $compiler in $((SECONDS - begun)) s"
}

# For tools/test_all.py: builds one tree by its name.
tree_build_named() {
	case $1 in
	build) tree_build build gcc-12 "${RELEASE[@]}" ;;
	build-gcc) tree_build build-gcc gcc-12 "${GCC[@]}" ;;
	build-clang) tree_build build-clang clang-14 "${CLANG[@]}" ;;
	esac
}
