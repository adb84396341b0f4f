package org.carrack.runtime.http.internal.server;

import org.carrack.runtime.http.internal.routing.PathSegments;
import org.carrack.runtime.http.internal.routing.RouteTable;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;

/**
 * ThreeBot's addresses, {@code /<threebot>/<package>/…}, as those of the package. What a package serves, but for what is served
 * below all packages ({@code actors}, {@code model}), is the same at both; the older address of the package manager is the admin
 * package's. Stateless.
 */
final class ThreebotPaths {

    private static final String OLD_MANAGER = "/zerobot/packagemanager/actors/";
    private static final String MANAGER = "/admin/actors/";
    private static final String OLD_CHATBOT = "/zerobot/webinterface/actors/chatbot/";
    private static final String CHATBOT = "/webinterface/actors/chatbot/";

    /** What ThreeBot calls the segment of chats. */
    private static final String CHAT = "/chat";

    private static final String CHATS = "chats";

    private ThreebotPaths() {}

    /** The request at the package's own address; the same request if it is there already, or for another's. */
    static Request atPackagePath(Request request, RouteTable table, Gates gates) {
        String path = Request.getPathInContext(request);
        if (path.startsWith(OLD_MANAGER) && !gates.exists("packagemanager")) {
            return at(request, MANAGER + raw(request).substring(OLD_MANAGER.length()));
        }
        if (path.startsWith(OLD_CHATBOT) && !gates.exists("webinterface")) {
            return at(request, CHATBOT + raw(request).substring(OLD_CHATBOT.length()));
        }
        String threebot = PathSegments.at(path, 0);
        int first = threebot.length() + 1;
        String packageName = PathSegments.at(path, first);
        if (packageName.isEmpty() || gates.exists(threebot)) {
            // A package's own address, as that of most requests is, or none of a package.
            return request;
        }
        boolean isThreebots = table.isOf(threebot, packageName)
                && !table.packagePaths().containsKey(PathSegments.at(path, first + packageName.length() + 1))
                && table.serverPath(threebot, packageName) == null;
        return isThreebots ? at(request, withChats(raw(request).substring(first), packageName, table)) : request;
    }

    /** ThreeBot has chats in the singular. */
    private static String withChats(String path, String packageName, RouteTable table) {
        String chat = "/" + packageName + CHAT;
        boolean isChat = path.startsWith(chat) && (path.length() == chat.length() || path.charAt(chat.length()) == '/');
        return isChat && table.packagePaths().containsKey(CHATS)
                ? "/" + packageName + "/" + CHATS + path.substring(chat.length())
                : path;
    }

    /** The path as it was sent; the segments that are taken off it have no escapes. */
    private static String raw(Request request) {
        return String.valueOf(request.getHttpURI().getPath());
    }

    private static Request at(Request request, String path) {
        return Request.serveAs(request, HttpURI.build(request.getHttpURI()).path(path));
    }
}
