package org.carrack.spi.server;

import java.util.regex.Pattern;

/** Names of hosts, with the limits of RFC 1035, section 2.3.4. Stateless. */
public final class HostNames {

    /** The pattern of one label, for use in others. */
    public static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + "){0,126}");

    private HostNames() {}

    /** Whether a text is the name of a host: labels of letters, digits and {@code -}, with dots between them. */
    public static boolean isValid(String name) {
        return NAME.matcher(name).matches();
    }
}
