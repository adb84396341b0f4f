package org.carrack.runtime.git.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * What JGit sees of the system: its own notes go into the server's home, nobody's git configuration has a say, and ssh is
 * the system's own program, which knows the keys and hosts of who runs the server.
 */
final class ServerSystem extends SystemReader.Delegate {

    private final Path folder;
    private final SystemReader before;
    private boolean isInstalled;

    ServerSystem(Path folder) {
        this(folder, SystemReader.getInstance());
    }

    private ServerSystem(Path folder, SystemReader before) {
        super(before);
        this.folder = folder;
        this.before = before;
    }

    /** Makes it count, once. */
    synchronized void install() throws IOException {
        if (!isInstalled) {
            Files.createDirectories(folder);
            Path ssh = folder.resolve("ssh");
            // Never asks: nobody is there to answer.
            Files.writeString(ssh, "#!/bin/sh\nexec ssh -o BatchMode=yes -o ConnectTimeout=15 \"$@\"\n");
            if (Files.getFileStore(ssh).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
            }
            // Measuring the file system's clock takes seconds; a clone that is thrown away needs no such care.
            FS.FileStoreAttributes.setBackground(true);
            SystemReader.setInstance(this);
            isInstalled = true;
        }
    }

    synchronized void uninstall() {
        if (isInstalled) {
            SystemReader.setInstance(before);
            isInstalled = false;
        }
    }

    @Override
    public @Nullable String getenv(String variable) {
        return variable.equals("GIT_SSH") ? folder.resolve("ssh").toString() : super.getenv(variable);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return config(parent, fs, "system");
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        return config(parent, fs, "user");
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return config(parent, fs, "jgit");
    }

    private FileBasedConfig config(@Nullable Config parent, FS fs, String name) {
        return new FileBasedConfig(parent, folder.resolve(name).toFile(), fs);
    }
}
