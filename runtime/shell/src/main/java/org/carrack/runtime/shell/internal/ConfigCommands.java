package org.carrack.runtime.shell.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.Process;
import org.carrack.spi.config.ServerConfig;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The Gogo command {@code config:check}. */
@Component(
        service = ConfigCommands.class,
        property = {"osgi.command.scope=config", "osgi.command.function=check"})
public final class ConfigCommands {

    private final ServerConfig config;

    @Activate
    public ConfigCommands(@Reference ServerConfig config) {
        this.config = config;
    }

    @Descriptor(
            "checks a file as etc/carrack.toml: unknown keys, values that cannot be; exit status 1 where there are some")
    public @Nullable String check(
            @Descriptor("print JSON") @Parameter(names = "--json", presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("the file") String file)
            throws IOException {
        Path path = Path.of(file);
        boolean isThere = Files.exists(path);
        List<String> problems = isThere ? config.check(path) : List.of();
        String text = json
                ? json(problems)
                : !isThere
                        ? "%s is not there; all keys have their defaults".formatted(file)
                        : problems.isEmpty() ? "%s is good".formatted(file) : String.join("\n", problems);
        if (problems.isEmpty()) {
            return text;
        }
        // Of a command that ends with an error Gogo shows no result.
        Process.Utils.current().out().println(text);
        Process.Utils.current().error(1);
        return null;
    }

    private static String json(List<String> problems) {
        return Listing.write(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("problems");
            for (String problem : problems) {
                out.writeString(problem);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }
}
