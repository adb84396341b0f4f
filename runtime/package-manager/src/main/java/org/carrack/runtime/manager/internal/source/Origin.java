package org.carrack.runtime.manager.internal.source;

import java.util.Optional;

/**
 * The origin of a package, as it is kept in {@code data/packages.json}: a path, an address, {@code deploy/<file>},
 * {@code upload/<file>} or {@code distribution}.
 */
public final class Origin {

    /** That of the packages that come with the server. */
    public static final String DISTRIBUTION = "distribution";

    private static final String DEPLOY = "deploy/";
    private static final String UPLOAD = "upload/";

    private Origin() {}

    /** That of a file of the deploy folder. */
    public static String deployed(String file) {
        return DEPLOY + file;
    }

    /** That of a file that was uploaded. */
    public static String uploaded(String file) {
        return UPLOAD + file;
    }

    /** The file of the deploy folder that an origin names; empty for any other. */
    public static Optional<String> deployedFile(String origin) {
        return origin.startsWith(DEPLOY) ? Optional.of(origin.substring(DEPLOY.length())) : Optional.empty();
    }
}
