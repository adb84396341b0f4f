package org.carrack.runtime.manager.internal.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The transactions under way. Each is on disk before its first step runs and gone when its last one is done.
 *
 * <p>What a step does to the framework needs no journal: the framework is made to fit {@link StateFile} at every start.
 * What must be remembered over a crash is what is done to files: which file of the deploy folder and which data folder go
 * <em>after</em> the commit, with the package whose absence says that the commit has happened; and which data folders
 * were made for packages that are new, which go if it has not.
 */
public final class Journal {

    private static final String NAME = "journal";

    private final Path folder;
    private final Set<Path> open = new HashSet<>();

    public Journal(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /**
     * What to delete if the package turns out not to be installed.
     *
     * @param deployedFile its file in the deploy folder; empty for none
     * @param data whether its data folder goes
     * @param purge whether all goes that modules keep of it
     */
    public record Removal(String packageName, String deployedFile, boolean data, boolean purge) {}

    /** A transaction that has begun: a file of its own, since several may run. */
    public final class Entry {

        private final Path file;

        private Entry(Path file) {
            this.file = file;
        }

        /** Ends it. */
        public void end() throws IOException {
            synchronized (open) {
                open.remove(file);
            }
            Files.deleteIfExists(file);
        }
    }

    /**
     * Begins a transaction.
     *
     * @param steps what will be done, for people who read the file after a crash
     */
    public Entry begin(List<String> steps, List<Removal> removals) throws IOException {
        List<String> lines = new ArrayList<>();
        removals.forEach(r ->
                lines.add("remove\t%s\t%s\t%s\t%s".formatted(r.packageName(), r.data(), r.purge(), r.deployedFile())));
        steps.forEach(step -> lines.add("step\t" + step));
        lines.add("end");
        Entry entry = new Entry(newFile());
        try {
            StateFile.write(entry.file, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            synchronized (open) {
                open.remove(entry.file);
            }
            throw e;
        }
        return entry;
    }

    private Path newFile() {
        synchronized (open) {
            Path file = folder.resolve(NAME);
            for (int i = 2; open.contains(file); i++) {
                file = folder.resolve(NAME + "-" + i);
            }
            open.add(file);
            return file;
        }
    }

    /** The removals of the transactions that were interrupted; those that had not begun have none. */
    public List<Removal> interrupted() throws IOException {
        List<Removal> removals = new ArrayList<>();
        for (Path file : files()) {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            if (!lines.isEmpty() && lines.get(lines.size() - 1).equals("end")) {
                lines.stream()
                        .map(line -> line.split("\t", 5))
                        .filter(parts -> parts.length == 5 && parts[0].equals("remove"))
                        .map(parts -> new Removal(
                                parts[1], parts[4], Boolean.parseBoolean(parts[2]), Boolean.parseBoolean(parts[3])))
                        .forEach(removals::add);
            }
        }
        return removals;
    }

    /** Ends what was interrupted. */
    public void clear() throws IOException {
        for (Path file : files()) {
            Files.deleteIfExists(file);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(NAME + "(-\\d+)?"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }
}
