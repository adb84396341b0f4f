package org.carrack.manage;

import java.util.List;

/**
 * What a package brings, under the names of 3Bot's package properties. Immutable.
 *
 * @param baseUrl the path below which it answers, {@code /hello}
 * @param module the bundle it is, {@code hello/1.0.0}
 * @param actorsDir the folder of its actors
 * @param chatsDir the folder of its chats
 * @param staticDirs the URL paths of its static folders
 * @param bottleServers the names of its app servers
 * @param actors the names of its actors; those of a package that does not run are not known
 * @param chats the names of its chats
 * @param documentation its README, or the comment of its {@code package-info.java}; empty where it has neither
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
