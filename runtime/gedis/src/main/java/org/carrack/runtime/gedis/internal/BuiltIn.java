package org.carrack.runtime.gedis.internal;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.carrack.auth.Caller;
import org.carrack.spi.auth.Authentication;

/**
 * The commands that are no calls of actors: those by which a client of Redis gets to know the server, and ThreeBot's. Used by
 * one thread at a time.
 */
final class BuiltIn {

    private static final Set<String> NAMES = new TreeSet<>(Set.of(
            "AUTH",
            "CLIENT",
            "COMMAND",
            "CONFIG",
            "CONFIG_CONTENT_TYPE",
            "CONFIG_FORMAT",
            "CONFIG_RESPONSE_TYPE",
            "ECHO",
            "HELLO",
            "INFO",
            "PING",
            "QUIT",
            "RESET",
            "SELECT"));

    private static final Authentication NOBODY = Optional::empty;

    private final GedisContext gedis;
    private final long id;
    private Authentication authentication = NOBODY;
    private String address = "";
    private boolean isResp3;
    private String clientName = "";

    BuiltIn(GedisContext gedis, long id) {
        this.gedis = gedis;
        this.id = id;
    }

    /** Where the client is. */
    void from(String clientAddress) {
        address = clientAddress;
    }

    /** Who calls by now: a token may expire or be revoked while its connection lasts. */
    Caller caller() {
        return authentication == NOBODY
                ? Caller.ANONYMOUS
                : authentication.caller().map(caller -> caller.at(address)).orElse(Caller.ANONYMOUS);
    }

    /**
     * Answers a command.
     *
     * @return whether it is one of these
     */
    boolean answer(byte[][] command, ByteBuf out) {
        // The one that is asked for a million times.
        if (isPing(command[0])) {
            ping(command, out);
            return true;
        }
        if (command[0].length > 20) {
            return false;
        }
        String name = text(command[0]).toUpperCase(Locale.ROOT);
        switch (name) {
            case "AUTH", "HELLO" -> {
                try {
                    if (name.equals("AUTH")) {
                        auth(command, out);
                    } else {
                        hello(command, out);
                    }
                } catch (IllegalStateException e) { // of the Authenticator
                    Replies.error(out, "ERR nobody can be authenticated now; the server's log says why");
                }
            }
            case "ECHO" -> {
                if (isLong(command, 2, out)) {
                    Replies.bulk(out, command[1]);
                }
            }
            case "COMMAND" -> command(command, out);
            case "CLIENT" -> client(command, out);
            case "CONFIG" -> Replies.map(out, 0, isResp3);
            case "CONFIG_CONTENT_TYPE", "CONFIG_RESPONSE_TYPE", "CONFIG_FORMAT" -> format(command, out);
            case "INFO" ->
                Replies.bulk(out, "# Server\r\nserver_name:carrack\r\ncarrack_version:" + gedis.version() + "\r\n");
            case "SELECT" -> {
                if (isLong(command, 2, out)) {
                    if (text(command[1]).equals("0")) {
                        Replies.ok(out);
                    } else {
                        Replies.error(out, "ERR there is one database here, 0");
                    }
                }
            }
            case "RESET" -> {
                authentication = NOBODY;
                isResp3 = false;
                clientName = "";
                out.writeBytes("+RESET\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            case "QUIT" -> Replies.ok(out);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Whether the connection ends after this command. */
    static boolean isQuit(byte[][] command) {
        return command[0].length == 4 && text(command[0]).equalsIgnoreCase("QUIT");
    }

    private static boolean isPing(byte[] name) {
        return name.length == 4
                && (name[0] | 0x20) == 'p'
                && (name[1] | 0x20) == 'i'
                && (name[2] | 0x20) == 'n'
                && (name[3] | 0x20) == 'g';
    }

    private void ping(byte[][] command, ByteBuf out) {
        if (command.length == 1) {
            Replies.pong(out);
        } else if (isLong(command, 2, out)) {
            Replies.bulk(out, command[1]);
        }
    }

    private static boolean isLong(byte[][] command, int length, ByteBuf out) {
        if (command.length != length) {
            Replies.error(
                    out,
                    "ERR wrong number of arguments for '%s' command"
                            .formatted(text(command[0]).toLowerCase(Locale.ROOT)));
            return false;
        }
        return true;
    }

    private void auth(byte[][] command, ByteBuf out) {
        if (command.length != 2 && command.length != 3) {
            isLong(command, 2, out);
        } else if (login(command.length == 3 ? text(command[1]) : "", text(command[command.length - 1]))) {
            Replies.ok(out);
        } else {
            Replies.error(out, "WRONGPASS the token is nobody's");
        }
    }

    /** @param name the account's; clients that know no accounts say {@code default} */
    private boolean login(String name, String token) {
        Optional<Authentication> known = gedis.authenticate(name.equals("default") ? "" : name, token, address);
        known.ifPresent(shown -> authentication = shown);
        return known.isPresent();
    }

    private void hello(byte[][] command, ByteBuf out) {
        boolean wanted = isResp3;
        int next = 1;
        if (command.length > 1) {
            String version = text(command[1]);
            if (!version.equals("2") && !version.equals("3")) {
                Replies.error(out, "NOPROTO unsupported protocol version");
                return;
            }
            wanted = version.equals("3");
            next = 2;
        }
        while (next < command.length) {
            String option = text(command[next]).toUpperCase(Locale.ROOT);
            if (option.equals("AUTH") && next + 2 < command.length) {
                if (!login(text(command[next + 1]), text(command[next + 2]))) {
                    Replies.error(out, "WRONGPASS the token is nobody's");
                    return;
                }
                next += 3;
            } else if (option.equals("SETNAME") && next + 1 < command.length) {
                clientName = text(command[next + 1]);
                next += 2;
            } else {
                Replies.error(out, "ERR syntax error in HELLO option '%s'".formatted(option));
                return;
            }
        }
        isResp3 = wanted;
        Replies.map(out, 7, isResp3);
        Replies.bulk(out, "server");
        Replies.bulk(out, "carrack");
        Replies.bulk(out, "version");
        Replies.bulk(out, gedis.version());
        Replies.bulk(out, "proto");
        Replies.integer(out, isResp3 ? 3 : 2);
        Replies.bulk(out, "id");
        Replies.integer(out, id);
        Replies.bulk(out, "mode");
        Replies.bulk(out, "standalone");
        Replies.bulk(out, "role");
        Replies.bulk(out, "master");
        Replies.bulk(out, "modules");
        Replies.array(out, 0);
    }

    private void command(byte[][] command, ByteBuf out) {
        String sub = command.length > 1 ? text(command[1]).toUpperCase(Locale.ROOT) : "";
        switch (sub) {
            case "COUNT" -> Replies.integer(out, NAMES.size());
            case "DOCS" -> Replies.map(out, 0, isResp3);
            case "LIST" -> {
                Replies.array(out, NAMES.size());
                NAMES.forEach(name -> Replies.bulk(out, name.toLowerCase(Locale.ROOT)));
            }
            default -> {
                Replies.array(out, NAMES.size());
                NAMES.forEach(name -> {
                    Replies.array(out, 6);
                    Replies.bulk(out, name.toLowerCase(Locale.ROOT));
                    Replies.integer(out, -1);
                    Replies.array(out, 0);
                    Replies.integer(out, 0);
                    Replies.integer(out, 0);
                    Replies.integer(out, 0);
                });
            }
        }
    }

    private void client(byte[][] command, ByteBuf out) {
        String sub = command.length > 1 ? text(command[1]).toUpperCase(Locale.ROOT) : "";
        switch (sub) {
            case "ID" -> Replies.integer(out, id);
            case "GETNAME" -> Replies.bulk(out, clientName);
            case "SETNAME" -> {
                if (isLong(command, 3, out)) {
                    clientName = text(command[2]);
                    Replies.ok(out);
                }
            }
            case "SETINFO", "NO-EVICT", "NO-TOUCH", "MAINT_NOTIFICATIONS" -> Replies.ok(out);
            default -> Replies.error(out, "ERR CLIENT %s is not known here".formatted(sub));
        }
    }

    private static void format(byte[][] command, ByteBuf out) {
        if (isLong(command, 2, out)) {
            if (List.of("json", "auto").contains(text(command[1]).toLowerCase(Locale.ROOT))) {
                Replies.ok(out);
            } else {
                Replies.error(out, "ERR only json is spoken here, not " + text(command[1]));
            }
        }
    }

    static String text(byte[] part) {
        return new String(part, StandardCharsets.UTF_8);
    }
}
