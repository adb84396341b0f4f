package org.carrack.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The JVM's archive of the platform's classes (class-data sharing), which saves a third of the start. The start script
 * names it after the JVM and the jars; if it is missing, the first start lists the classes it loads and, once ready,
 * has another JVM make the archive in the background. Without one everything works, only slower.
 */
final class ClassArchive {

    private static final String PROPERTY = "carrack.class.archive";

    private ClassArchive() {}

    /** Makes the archive where the start script asked for it. Returns at once. */
    static void makeLater() {
        String wanted = System.getProperty(PROPERTY);
        if (wanted == null || wanted.isBlank() || Files.exists(Path.of(wanted))) {
            return;
        }
        Thread thread = new Thread(() -> make(Path.of(wanted)), "class-archive");
        thread.setDaemon(true);
        thread.start();
    }

    private static void make(Path archive) {
        Path list = archive.resolveSibling(archive.getFileName() + ".classes");
        Path unfinished = archive.resolveSibling(
                archive.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Process dump = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xshare:dump",
                            "-XX:SharedClassListFile=" + list,
                            "-XX:SharedArchiveFile=" + unfinished,
                            "-Xmx256m",
                            "-Xlog:disable",
                            "-cp",
                            System.getProperty("java.class.path")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(dump::destroyForcibly));
            if (dump.waitFor(5, TimeUnit.MINUTES) && dump.exitValue() == 0) {
                Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
            } else {
                dump.destroyForcibly();
            }
            Files.deleteIfExists(unfinished);
            Files.deleteIfExists(list);
        } catch (IOException e) {
            // Only speed is lost, and the next start tries again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
