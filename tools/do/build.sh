# Build trees: build (release), build-gcc and build-clang (sanitizers, for tests).

RELEASE=(-Dhardened=true -Dbuildtype=debugoptimized -Db_pie=true)
SANITIZED=(-Ddebug=true -Doptimization=1 -Db_sanitize=address,undefined)
# gcc takes the branches that its sanitizers add for things that could happen; the release, which
# has none, is built with all warnings.
GCC=("${SANITIZED[@]}" -Dc_args=-Wno-format-truncation,-Wno-maybe-uninitialized)
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
		sed -n '/^FAILED:/,$p; /ERROR:/p' "$log" | grep -v "^$compiler " | head -n 60
		echo "$folder did not build; all of it is in $log"
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
