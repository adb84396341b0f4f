package org.carrack.spi.source;

import java.util.regex.Pattern;

/** Tells the address of a package's source from a path. Stateless. */
public final class SourceAddress {

    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*|[^/:]+@[^/:]+:.*");

    private SourceAddress() {}

    /** Whether a source is an address, {@code scheme:…} or {@code user@host:path} as git has it; a path otherwise. */
    public static boolean isAddress(String source) {
        return ADDRESS.matcher(source).matches();
    }
}
