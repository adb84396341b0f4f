package org.carrack.manage;

import java.util.List;

/**
 * The contents of a package, under the names of 3Bot's package properties. Immutable.
 *
 * @param baseUrl the path below which it answers, {@code /hello}
 * @param module its bundle, {@code hello/1.0.0}
 * @param actorsDir the folder of its actors
 * @param chatsDir the folder of its chats
 * @param staticDirs the URL paths of its static folders
 * @param bottleServers the names of its app servers
 * @param actors the names of its actors; empty if the package does not run
 * @param chats the names of its chats
 * @param documentation its README, or the comment of its {@code package-info.java}; empty if it has neither
 */
public record PackageProperties(
        String baseUrl,
        String module,
        String actorsDir,
        String chatsDir,
        List<String> staticDirs,
        List<String> bottleServers,
        List<String> actors,
        List<String> chats,
        String documentation) {

    public PackageProperties {
        staticDirs = List.copyOf(staticDirs);
        bottleServers = List.copyOf(bottleServers);
        actors = List.copyOf(actors);
        chats = List.copyOf(chats);
    }
}
