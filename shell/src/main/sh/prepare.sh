# shellcheck shell=sh disable=SC2154
# The launcher's rare half, read when there is no build of this version, or no class archive for this JDK.
# It uses what the launcher has found: home, built, java_home, java_version, best, kind.

prepare() {
    if ! read_stamp; then
        (flock 9 && { read_stamp || build; }) 9<"$home/pom.xml" || exit
        read_stamp || fail "cannot build Groovebox in '$home': Maven left no build of this version"
    fi
    # An archive holds for the paths it was made of: a folder that was moved needs a new key.
    if [ "$stamped_home" != "$home" ] && [ -w "$built" ]; then
        (flock 9 && sh "$home/shell/src/main/sh/stamp.sh" "$built" "$stamped_version") 9<"$home/pom.xml" || exit
        read_stamp
    fi
    archive=$built/archive/$java_version-$key-$kind
    # Where we may not write, the start is slower, and that is all.
    if [ ! -e "$archive" ] && [ -w "$built" ]; then
        (flock 9 && { [ -e "$archive" ] || make_archive; }) 9<"$home/pom.xml" || exit
    fi
    [ -s "$archive" ] || archive=''
}

# Running wants the newest JDK; building wants a compiler in it.
find_compiler() {
    [ ! -x "$java_home/bin/javac" ] || return 0
    best=0 java_home=''
    for candidate in ${JAVA_HOME:+"$JAVA_HOME"} /usr/lib/jvm/* /opt/*; do
        [ ! -x "$candidate/bin/javac" ] || consider "$candidate"
    done
    [ "$best" -ge 17 ] ||
        fail "cannot build Groovebox: no javac of version 17 or newer; install a JDK (Debian: default-jdk)"
}

build() {
    find_compiler
    command -v mvn >/dev/null || fail "cannot build Groovebox: no mvn; install Maven (Debian: maven)"
    command -v "${CC:-cc}" >/dev/null ||
        fail "cannot build Groovebox: no C compiler '${CC:-cc}'; install gcc and libc6-dev, or set CC"
    [ -w "$home" ] ||
        fail "cannot build Groovebox in '$home': the folder can't be written; run 'groovebox version' once as its owner"
    echo "groovebox: building in '$home' (first use, takes a minute)" >&2
    output=$(JAVA_HOME=$java_home mvn -q -B -f "$home/pom.xml" -DskipTests package </dev/null 2>&1) && return 0
    printf '%s\n' "$output" >&2
    case $output in
        *'No space left on device'*)
            fail "cannot build Groovebox in '$home': the disk is full; make room and try again" ;;
        *) fail "cannot build Groovebox in '$home': Maven failed, its messages are above" ;;
    esac
}

# Keeps the classes of a training run in an archive that the JVM maps instead of parsing jars.
make_archive() {
    # Those of jars that are gone; another JDK's for these jars stays.
    for old in "$built"/archive/*; do
        case $old in *"-$key-"*) ;; *) rm -f "$old" ;; esac
    done
    work=$(mktemp -d) || fail "cannot make a folder for temporary files in '${TMPDIR:-/tmp}'"
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$built/archive"
    set_class_path
    set_flags
    if [ "$best" -ge 25 ]; then way=link_classes; else way=dump_classes; fi
    $way >"$work/log" 2>&1 && cp "$work/archive" "$archive.new" && mv "$archive.new" "$archive" && return 0
    echo "groovebox: warning: no class archive for this JDK ($(tail -n 1 "$work/log")); each start takes longer" >&2
    # Empty: not to be tried again at every start.
    rm -f "$archive.new"
    : >"$archive" || exit
}

# Classes loaded, linked, and with the call sites of their lambdas: JDK 25 and later. No profiles of methods: by these the
# JVM would compile at its start, for a command that is over before it gains by that.
link_classes() {
    no_profiles="-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining"
    # A list of words.
    # shellcheck disable=SC2086
    train $no_profiles -XX:AOTMode=record "-XX:AOTConfiguration=$work/classes" &&
        run_java $no_profiles -XX:AOTMode=create "-XX:AOTConfiguration=$work/classes" "-XX:AOTCache=$work/archive"
}

# The static kind, which takes more than the dynamic one. Its heap can be kept by this collector only.
# Lines @cp (JDK 24) make the dump link a class, and then it leaves some out.
dump_classes() {
    train -Xshare:off "-XX:DumpLoadedClassList=$work/classes" &&
        grep -v '^@cp' "$work/classes" >"$work/list" &&
        run_java -XX:-UseSerialGC -XX:+UseG1GC -Xshare:dump "-XX:SharedClassListFile=$work/list" \
            "-XX:SharedArchiveFile=$work/archive"
}

train() {
    run_java "$@" "-Djna.boot.library.path=$built/native" "-Dlibrary.jline.path=$built/native" \
        dev.groovebox.shell.Training "$kind" "$work/root"
}

run_java() {
    # Flags are a list of words.
    # shellcheck disable=SC2086
    "$java_home/bin/java" $flags -cp "$class_path" "$@" </dev/null
}
