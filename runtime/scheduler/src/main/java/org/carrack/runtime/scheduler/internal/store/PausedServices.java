package org.carrack.runtime.scheduler.internal.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;
import org.carrack.runtime.scheduler.internal.engine.Pauses;

/** Which services are paused, in a file with a name in each line: it is needed before anything that has to do with a database. For any thread. */
public final class PausedServices implements Pauses {

    private final Path file;
    private final Set<String> paused;

    /** @throws IOException if the file is there and cannot be read */
    public PausedServices(Path file) throws IOException {
        this.file = file;
        paused = read(file);
    }

    private static Set<String> read(Path file) throws IOException {
        Set<String> names = new TreeSet<>();
        try {
            Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .forEach(names::add);
        } catch (NoSuchFileException e) {
            // Nobody has paused anything yet.
        }
        return names;
    }

    @Override
    public synchronized boolean isPaused(String service) {
        return paused.contains(service);
    }

    @Override
    public synchronized void pause(String service) throws IOException {
        Set<String> then = new TreeSet<>(paused);
        if (then.add(service)) {
            write(then);
            paused.add(service);
        }
    }

    @Override
    public synchronized void resume(String service) throws IOException {
        Set<String> then = new TreeSet<>(paused);
        if (then.remove(service)) {
            write(then);
            paused.remove(service);
        }
    }

    /** Forgets all of a package. */
    public synchronized void purge(String packageName) throws IOException {
        Set<String> then = new TreeSet<>(paused);
        if (then.removeIf(name -> name.startsWith(packageName + "."))) {
            write(then);
            paused.retainAll(then);
        }
    }

    private void write(Set<String> names) throws IOException {
        Files.createDirectories(file.getParent());
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, names);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
