package org.carrack.runtime.manager.internal.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The operation under way. It is on disk before its first step runs and gone when its last one is done.
 *
 * <p>What a step does to the framework needs no journal: the framework is made to fit {@link StateFile} at every start.
 * What must be remembered over a crash is what is done to files: which file of the deploy folder and which data folder go
 * <em>after</em> the commit, with the package whose absence says that the commit has happened; and which data folders
 * were made for packages that are new, which go where it has not.
 */
public final class Journal {

    private final Path file;

    public Journal(Path folder) throws IOException {
        file = Files.createDirectories(folder).resolve("journal");
    }

    /**
     * What goes where a package is not there after all.
     *
     * @param deployedFile its file in the deploy folder; empty for none
     * @param data whether its data folder goes
     * @param purge whether all goes that modules keep of it
     */
    public record Removal(String packageName, String deployedFile, boolean data, boolean purge) {}

    /**
     * Begins an operation.
     *
     * @param steps what will be done, for people who read the file after a crash
     */
    public void begin(List<String> steps, List<Removal> removals) throws IOException {
        List<String> lines = new ArrayList<>();
        removals.forEach(r ->
                lines.add("remove\t%s\t%s\t%s\t%s".formatted(r.packageName(), r.data(), r.purge(), r.deployedFile())));
        steps.forEach(step -> lines.add("step\t" + step));
        lines.add("end");
        StateFile.write(file, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    /** Ends it. */
    public void end() throws IOException {
        Files.deleteIfExists(file);
    }

    /** The removals of an operation that was interrupted; empty where none was, or where it had not begun. */
    public List<Removal> interrupted() throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        if (lines.isEmpty() || !lines.get(lines.size() - 1).equals("end")) {
            return List.of();
        }
        return lines.stream()
                .map(line -> line.split("\t", 5))
                .filter(parts -> parts.length == 5 && parts[0].equals("remove"))
                .map(parts ->
                        new Removal(parts[1], parts[4], Boolean.parseBoolean(parts[2]), Boolean.parseBoolean(parts[3])))
                .toList();
    }
}
