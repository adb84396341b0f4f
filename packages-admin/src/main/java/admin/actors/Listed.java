package admin.actors;

import java.util.List;
import java.util.Map;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageState;

/**
 * One package in a listing, with 3Bot's names.
 *
 * @param path where it came from, if that is no git repository
 * @param giturl the git repository it came from
 * @param kwargs what it was added with
 * @param admins who may use it, as its extras say
 * @param frontend the path of its first static folder; empty for none
 * @param chatflows whether it has chats
 */
public record Listed(
        String name,
        String version,
        PackageState state,
        String reason,
        String path,
        String giturl,
        Map<String, Object> kwargs,
        List<?> admins,
        boolean system_package,
        boolean installed,
        String frontend,
        boolean chatflows,
        String ui_name) {

    /** Whether a package came with the server. */
    static boolean isOfTheServer(PackageInfo info) {
        return info.source().equals("distribution");
    }

    static Listed of(PackageInfo info) {
        boolean isGit = info.source().matches("(https?|git|ssh)://.*|[^/:]+@[^/:]+:.*|file://.*");
        return new Listed(
                info.name(),
                info.version(),
                info.state(),
                info.reason().orElse(""),
                isGit ? "" : info.source(),
                isGit ? info.source() : "",
                info.extras(),
                info.extras().get("admins") instanceof List<?> admins ? admins : List.of(),
                isOfTheServer(info),
                true,
                info.properties().staticDirs().stream()
                        .findFirst()
                        .map(path -> info.properties().baseUrl() + path)
                        .orElse(""),
                !info.properties().chats().isEmpty(),
                info.label());
    }
}
