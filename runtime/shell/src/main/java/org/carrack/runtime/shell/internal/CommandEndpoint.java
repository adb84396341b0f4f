package org.carrack.runtime.shell.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.carrack.auth.Access;
import org.carrack.auth.Caller;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpPath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.servercommands.CommandProtocol;
import org.carrack.spi.json.JsonValues;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The command line of another machine: {@code POST /admin/shell}, for admins. The body is a command with its arguments, the
 * answer what it printed and how it ended, both as {@link CommandProtocol} has them. {@code GET /admin/shell?word=package&word=up} answers what the last
 * word could be. The commands of the server alone, and no Gogo: what
 * a package brings to the shell is for who sits at it.
 */
@Component
@HttpPath("/admin/shell")
public final class CommandEndpoint implements HttpEndpoint {

    private static final int LONGEST = 1 << 20;

    /** The package that is accessed, for tokens that are for some packages. */
    private static final String ADMIN_PACKAGE = "admin";

    private final CommandRunner commands;

    @Activate
    public CommandEndpoint(@Reference CommandRunner commands) {
        this.commands = commands;
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        switch (Access.CLOSED.decide(call.caller(), ADMIN_PACKAGE)) {
            case UNAUTHENTICATED -> {
                return answer(HttpResponse.error(401, "commands need the token of an admin")
                        .with("WWW-Authenticate", "Bearer"));
            }
            case FORBIDDEN -> {
                return answer(HttpResponse.error(403, "only %s may send commands".formatted(Caller.ADMIN)));
            }
            case ALLOWED -> {
                // Below.
            }
        }
        if (call.isRead() && call.path().isEmpty() && call.query().isPresent()) {
            List<String> words = words(call.query().get());
            return CompletableFuture.supplyAsync(() -> completions(words, call.caller()), call.workers());
        }
        if (!call.method().equals("POST") || !call.path().isEmpty()) {
            return answer(HttpResponse.error(405, "send a command by POST").with("Allow", "POST"));
        }
        return call.body(LONGEST).thenApplyAsync(body -> run(body, call.caller()), call.workers());
    }

    /** {@code word=package&word=up}: what of a line is typed. */
    private static List<String> words(String query) {
        return Stream.of(query.split("&"))
                .filter(part -> part.startsWith("word="))
                .map(part -> URLDecoder.decode(part.substring("word=".length()), StandardCharsets.UTF_8))
                .toList();
    }

    private HttpResponse completions(List<String> words, Caller caller) {
        return HttpResponse.json(
                200, JsonValues.write(commands.complete(words, caller)).getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse run(byte[] body, Caller caller) {
        List<String> command;
        try {
            command = CommandProtocol.readArguments(new DataInputStream(new ByteArrayInputStream(body)));
        } catch (IOException e) {
            return HttpResponse.error(400, "the command cannot be read");
        }
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        CommandProtocol frames = new CommandProtocol(printed);
        try {
            frames.exit(commands.run(
                    command, frames.stream(CommandProtocol.OUT), frames.stream(CommandProtocol.ERR), caller));
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written", e);
        }
        return new HttpResponse(
                200,
                Map.of("Content-Type", "application/octet-stream", "Cache-Control", "no-store"),
                printed.toByteArray());
    }

    private static CompletionStage<HttpResponse> answer(HttpResponse answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
