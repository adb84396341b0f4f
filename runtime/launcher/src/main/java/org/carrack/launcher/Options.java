package org.carrack.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code carrack run}.
 *
 * @param home the home folder, absolute
 * @param port the port to listen on; 0 for any free one
 * @param gedisPort the port for RESP; 0 for any free one
 * @param isGedisAsked whether that port was asked for; if not, the server does without if it is taken
 * @param bind the address to listen on
 * @param database a JDBC URL; empty for what the home says
 * @param isSafe whether to start without packages
 */
record Options(Path home, int port, int gedisPort, boolean isGedisAsked, String bind, String database, boolean isSafe) {

    static final String USAGE =
            "usage: carrack run [--home DIR] [--port 8080] [--gedis-port 8901] [--bind 127.0.0.1] [--database JDBC_URL] [--safe]";

    /** The options but for the home, as they can be given again. */
    List<String> asGiven() {
        List<String> options = new ArrayList<>(List.of("--port", String.valueOf(port), "--bind", bind));
        if (isGedisAsked) {
            options.addAll(List.of("--gedis-port", String.valueOf(gedisPort)));
        }
        if (!database.isEmpty()) {
            options.addAll(List.of("--database", database));
        }
        if (isSafe) {
            options.add("--safe");
        }
        return options;
    }

    /** @throws LaunchException of wrong usage */
    static Options parse(List<String> arguments, @Nullable String carrackHome, String userHome) throws LaunchException {
        String home = carrackHome == null || carrackHome.isBlank() ? userHome + "/.carrack" : carrackHome;
        int port = 8080;
        int gedisPort = 8901;
        boolean isGedisAsked = false;
        String bind = "127.0.0.1";
        boolean isSafe = false;
        String database = "";
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String value = equals < 0 ? null : argument.substring(equals + 1);
            switch (name) {
                case "--home" -> home = value(name, value, rest);
                case "--port" -> port = port(name, value(name, value, rest));
                case "--bind" -> bind = value(name, value, rest);
                case "--gedis-port" -> {
                    gedisPort = port(name, value(name, value, rest));
                    isGedisAsked = true;
                }
                case "--database" -> database = value(name, value, rest);
                case "--safe" -> isSafe = true;
                default -> throw LaunchException.usage("run does not know %s; %s".formatted(argument, USAGE));
            }
        }
        return new Options(
                Path.of(home).toAbsolutePath().normalize(), port, gedisPort, isGedisAsked, bind, database, isSafe);
    }

    private static String value(String name, @Nullable String given, Iterator<String> rest) throws LaunchException {
        if (given != null) {
            return given;
        }
        if (!rest.hasNext()) {
            throw LaunchException.usage("%s needs a value; %s".formatted(name, USAGE));
        }
        return rest.next();
    }

    private static int port(String name, String text) throws LaunchException {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Refused below, as a number out of range is.
        }
        throw LaunchException.usage("%s must be a number from 0 to 65535, not %s".formatted(name, text));
    }
}
