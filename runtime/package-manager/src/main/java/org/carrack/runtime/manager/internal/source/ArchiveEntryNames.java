package org.carrack.runtime.manager.internal.source;

/** Which names the files of an archive may have. */
public final class ArchiveEntryNames {

    private ArchiveEntryNames() {}

    /** Fails with a {@link SourceException} if a name leads out of the archive. */
    public static void check(String archive, String path) throws SourceException {
        if (path.startsWith("/")
                || path.indexOf('\0') >= 0
                || path.matches("[A-Za-z]:.*")
                || path.startsWith("\\")
                || ("/" + path.replace('\\', '/') + "/").contains("/../")) {
            throw new SourceException(
                    "%s holds the illegal file name %s".formatted(archive, path.replace("\0", "\\0")));
        }
    }

    public static SourceException leadsOut(String archive, String link, String target) {
        return new SourceException("%s holds the symbolic link %s, which leads out of it to %s; put the file itself in"
                .formatted(archive, link, target));
    }
}
