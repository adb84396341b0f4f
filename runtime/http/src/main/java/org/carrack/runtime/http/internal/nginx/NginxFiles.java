package org.carrack.runtime.http.internal.nginx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.carrack.runtime.http.internal.routing.Route;
import org.carrack.runtime.http.internal.routing.RouteTarget;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.resource.Resource;

/**
 * Lays out the files of packages, which are in their bundles, in folders where nginx can read them. Used by one thread at a time.
 */
final class NginxFiles {

    /** The folder of all that nginx reads and writes. */
    private final Path folder;

    private final Path files;

    NginxFiles(Path folder) {
        this.folder = folder;
        files = folder.resolve("files");
    }

    /** Whether files were laid out before. */
    boolean exist() {
        return Files.exists(files);
    }

    /** Where nginx finds the files that it may serve: in folders of the machine, or where those of packages are laid out. */
    Map<Route, Path> folders(List<Route> routes) {
        Map<Route, Path> folders = new HashMap<>();
        for (Route route : routes) {
            if (route.served() instanceof RouteTarget.Files served && !route.isHeld()) {
                Path own = served.folder().getPath();
                folders.put(route, own == null ? files.resolve(nameOf(route, served.folder())) : own);
            }
        }
        return folders;
    }

    /** nginx, under another account, may pass through the data folder to its own; all else there is private. */
    private void letNginxPass() throws IOException {
        Path data = folder.resolveSibling(".").normalize();
        if (!Files.getFileStore(data).supportsFileAttributeView("posix")) {
            return;
        }
        try (Stream<Path> inside = Files.list(data)) {
            for (Path one : inside.filter(path -> !path.equals(folder)).toList()) {
                Files.setPosixFilePermissions(
                        one, PosixFilePermissions.fromString(Files.isDirectory(one) ? "rwx------" : "rw-------"));
            }
        }
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** Lays out the files of packages where nginx can read them; what is there stays as it is. */
    void layOut(NginxSite site) throws IOException {
        Files.createDirectories(files);
        letNginxPass();
        for (Map.Entry<Route, Path> folder : site.folders().entrySet()) {
            if (folder.getKey().served() instanceof RouteTarget.Files served
                    && served.folder().getPath() == null) {
                layOut(served.folder(), folder.getValue());
            }
        }
    }

    private static String nameOf(Route route, Resource folder) {
        String name = "%s %s".formatted(folder.getURI(), folder.lastModified().toEpochMilli());
        return route.packageName() + "-" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private static void layOut(Resource folder, Path to) throws IOException {
        if (Files.isDirectory(to)) {
            return;
        }
        Path written = to.resolveSibling(to.getFileName() + ".new");
        IO.delete(written);
        copy(folder, written);
        Files.move(written, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void copy(Resource from, Path to) throws IOException {
        if (!from.isDirectory()) {
            try (InputStream in = from.newInputStream()) {
                Files.copy(in, to);
            }
            Files.setLastModifiedTime(to, FileTime.from(from.lastModified()));
            return;
        }
        Files.createDirectories(to);
        for (Resource inside : from.list()) {
            Path file = to.resolve(inside.getFileName()).normalize();
            if (file.startsWith(to) && !file.equals(to)) {
                copy(inside, file);
            }
        }
    }

    /** Removes the files that no package serves any more. An nginx that still looks for them asks this server instead. */
    void sweep(NginxSite site) throws IOException {
        try (Stream<Path> all = Files.list(files)) {
            for (Path folder : all.toList()) {
                if (!site.folders().containsValue(folder)) {
                    IO.delete(folder);
                }
            }
        }
    }
}
