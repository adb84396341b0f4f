package org.carrack.runtime.http.internal.routing;

/**
 * How a port of a package's own is opened.
 *
 * @param address on which address of the machine; empty for the server's
 * @param isSecure whether it speaks TLS
 */
public record Binding(String address, boolean isSecure) {

    /** On the server's address, without TLS. */
    public static final Binding PLAIN = new Binding("", false);

    @Override
    public String toString() {
        return "%s%s".formatted(isSecure ? "https" : "http", address.isEmpty() ? "" : " on " + address);
    }
}
