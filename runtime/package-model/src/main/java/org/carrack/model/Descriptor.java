package org.carrack.model;

import java.util.List;
import java.util.Optional;
import org.carrack.auth.Access;
import org.carrack.config.ConfigTag;

/**
 * What a {@code package.toml} or {@code bundle.xml} says. Immutable.
 *
 * @param file the descriptor's file name
 * @param label the name for people; the package's name if none is given
 * @param type {@code package} if none is given
 * @param threebot the threebot it names
 * @param vendor empty if none is given, as the other texts
 * @param actorsDir the folder of its actors, {@code actors} if none is given
 * @param chatsDir the folder of its chats, {@code chats} if none is given
 * @param access who may access the package
 * @param isHttpsForced whether its callers are redirected to HTTPS
 * @param dependsOn what it needs, in the order of the file
 * @param tags all that config handlers give a meaning to, in the order of the file
 */
public record Descriptor(
        String file,
        String name,
        PackageVersion version,
        String label,
        String description,
        String type,
        Optional<String> threebot,
        String vendor,
        String website,
        String license,
        String copyright,
        List<Person> authors,
        List<Person> contributors,
        String actorsDir,
        String chatsDir,
        Access access,
        boolean isHttpsForced,
        List<Dependency> dependsOn,
        List<ConfigTag> tags) {

    public Descriptor {
        authors = List.copyOf(authors);
        contributors = List.copyOf(contributors);
        dependsOn = List.copyOf(dependsOn);
        tags = List.copyOf(tags);
    }
}
