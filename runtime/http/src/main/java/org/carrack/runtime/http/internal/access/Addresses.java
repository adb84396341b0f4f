package org.carrack.runtime.http.internal.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.eclipse.jetty.server.Request;

/** Network addresses as text: IPv6 without brackets and in its short form (RFC 5952), as logs and headers have it. */
public final class Addresses {

    private static final int GROUPS = 8;

    private Addresses() {}

    /** The address of the client that makes a request, or of the one that a trusted proxy names. */
    public static String ofClient(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
                        && remote.getAddress() != null
                ? text(remote.getAddress())
                : text(Request.getRemoteAddr(request));
    }

    /** An address that is written in any form; what is none stays as it is. */
    public static String text(String address) {
        String bare =
                address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
        if (bare.indexOf(':') < 0 || !bare.matches("[0-9a-fA-F:.]+(%.*)?")) {
            return bare;
        }
        try {
            // A literal: no name is looked up.
            return text(InetAddress.getByName(bare));
        } catch (UnknownHostException e) {
            return bare;
        }
    }

    public static String text(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int begin = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                begin = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == begin) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
