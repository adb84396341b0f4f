package org.carrack.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The JVM's archives of the classes of the server and of the command line (class-data sharing), which save a third of the server's start
 * and half of a command. The start script names the server's after the JVM and the jars; if it is missing, the first start, once ready, has
 * other processes make both in the background. They go on when the server stops, so that the next start finds what a short first run
 * began. Without archives everything works, only slower.
 *
 * <p>The server's is made of the list of classes that the first start has loaded; from Java 25 on it is an ahead-of-time cache (JEP 483, 514
 * and 515), which has the classes linked. A JVM writes that at its end, so a server of its own is started for it, in a temporary home, and
 * stopped when it has answered. What it ran often is left out: to have that compiled at once takes longer than it saves.
 */
final class ClassArchive {

    private static final String PROPERTY = "carrack.class.archive";

    /**
     * Each is made with the heap it is used with, since its objects are laid out for that. Nothing that goes wrong matters: then the next start tries again. Arguments: java, archive,
     * class path, distribution, home.
     */
    private static final String SCRIPT = """
            trap '' INT HUP
            java=$1 archive=$2 classpath=$3 distribution=$4 home=$5
            dump() {
              "$java" -Xshare:dump -XX:SharedClassListFile="$1.classes" -XX:SharedArchiveFile="$1.$$" $3 -Xlog:disable -cp "$2" &&
                mv -f "$1.$$" "$1"
              rm -f "$1.classes" "$1.$$"
            }
            command() {
              "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable -Xmx128m "$@"
            }
            train() {
              trained=$(mktemp -d) || return
              "$java" -XX:+UnlockDiagnosticVMOptions -XX:+IgnoreUnrecognizedVMOptions -XX:-AOTRecordTraining \\
                -XX:AOTMode=record -XX:AOTConfiguration="$trained/configuration" -Xlog:disable -Dcarrack.lib="$distribution/lib" \
                -cp "$classpath" org.carrack.launcher.Main --home "$trained/home" --port 0 --gedis-port 0 > "$trained/said" 2>&1 &
              server=$!
              left=60
              while [ $left -gt 0 ] && kill -0 $server 2> /dev/null && ! grep -q ' ready in ' "$trained/said"; do
                sleep 1
                left=$((left - 1))
              done
              url=$(sed -n 's/^Carrack .* ready in .* - //p' "$trained/said")
              command -cp "$distribution/cli/*" org.carrack.cli.Main --server "$url" --token none package list
              kill $server
              wait $server
              "$java" -XX:AOTMode=create -XX:AOTConfiguration="$trained/configuration" -XX:AOTCache="$archive.$$" -Xlog:disable -cp "$classpath" &&
                mv -f "$archive.$$" "$archive"
              rm -rf "$trained" "$archive.$$"
            }
            case $archive in
              *.aot) train ;;
              *) dump "$archive" "$classpath" ;;
            esac
            commands=$distribution/cache/commands.jsa
            command -XX:DumpLoadedClassList="$commands.classes" -cp "$distribution/cli/*" org.carrack.cli.Main package list --home "$home"
            dump "$commands" "$distribution/cli/*" -Xmx128m
            """;

    private ClassArchive() {}

    /**
     * Makes the archives where the start script asked for them. Returns at once.
     *
     * @param home the home of this server, of which the packages are listed to see what a command loads
     */
    static void makeLater(Path home) {
        String wanted = System.getProperty(PROPERTY);
        if (wanted == null || wanted.isBlank() || Files.exists(Path.of(wanted))) {
            return;
        }
        Path archive = Path.of(wanted);
        try {
            new ProcessBuilder(List.of(
                            "/bin/sh",
                            "-c",
                            SCRIPT,
                            "archive",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            archive.toString(),
                            System.getProperty("java.class.path"),
                            String.valueOf(archive.resolveSibling("..").normalize()),
                            home.toString()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // Only speed is lost, and the next start tries again.
        }
    }
}
