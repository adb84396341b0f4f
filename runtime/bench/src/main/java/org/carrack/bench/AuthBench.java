package org.carrack.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What it costs to ask who calls: the same actor method in an open package and in a closed one, by token and by session. The
 * open one is sent as many bytes of headers, which nobody asks for. One server, round by round. Needs wrk.
 */
final class AuthBench {

    private static final String ACTOR = """
            import org.carrack.actor.*;
            import org.osgi.service.component.annotations.Component;
            @Component
            public class Bench implements Actor {
                @ActorMethod @NonBlocking public String hello() { return "hello from foo's actor"; }
            }
            """;

    private static final String PASSWORD = "the password of the bench";

    private final Path distribution;
    private final Path home = Files.createTempDirectory("bench-auth");
    private final Subject.Carrack carrack;

    AuthBench(Path distribution) throws IOException {
        this.distribution = distribution;
        carrack = new Subject.Carrack(distribution, home);
    }

    void run() throws IOException, InterruptedException {
        Process process = carrack.start();
        try {
            while (carrack.get("/hello/").isEmpty()) {
                LockSupport.parkNanos(10_000_000);
            }
            add("opened", "is_auth = false\nis_admin = false\n");
            add("closed", "is_package_authorized = true\n");
            String script = distribution.resolve("bin/carrack").toString();
            Wrk.run(
                    script,
                    "user",
                    "add",
                    "ada",
                    "--role",
                    "package:closed",
                    "--password",
                    PASSWORD,
                    "--home",
                    home.toString());
            // A server has more than one account.
            for (int i = 0; i < 20; i++) {
                Wrk.run(script, "user", "add", "user" + i, "--no-password", "--home", home.toString());
                Wrk.run(script, "user", "token", "user" + i, "--home", home.toString());
            }
            String token = Wrk.run(script, "user", "token", "ada", "--home", home.toString())
                    .strip();
            compare(token, session());
        } finally {
            Subject.stop(process);
        }
    }

    private void compare(String token, String session) throws IOException, InterruptedException {
        String open = "http://127.0.0.1:%d/opened/actors/bench/hello".formatted(carrack.port);
        String closed = open.replace("/opened/", "/closed/");
        Map<String, Wrk.Request> asked = new LinkedHashMap<>();
        asked.put("open", new Wrk.Request(open, List.of()));
        asked.put("open, token's bytes", new Wrk.Request(open, List.of("X-Something-el: Bearer " + token)));
        asked.put("closed, token", new Wrk.Request(closed, List.of("Authorization: Bearer " + token)));
        String site = "same-origin";
        asked.put(
                "open, session's bytes",
                new Wrk.Request(open, List.of("X-Some: carrack_session=" + session, "X-Something-els: " + site)));
        asked.put(
                "closed, session",
                new Wrk.Request(closed, List.of("Cookie: carrack_session=" + session, "Sec-Fetch-Site: " + site)));
        new Wrk(home, "POST")
                .compareAsked(
                        asked,
                        Map.of("open", "open", "token", "open, token's bytes", "session", "open, session's bytes"));
    }

    private void add(String name, String flags) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(home.resolve("work").resolve(name));
        Files.writeString(folder.resolve("package.toml"), "name = \"%s\"\n%s".formatted(name, flags));
        Files.writeString(Files.createDirectories(folder.resolve("actors")).resolve("Bench.java"), ACTOR);
        SourceBench.add(distribution, folder, home);
    }

    private String session() throws IOException, InterruptedException {
        String login = "{\"username\": \"ada\", \"password\": \"%s\"}".formatted(PASSWORD);
        HttpResponse<Void> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/auth/login".formatted(carrack.port)))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(login))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        return answer.headers()
                .firstValue("Set-Cookie")
                .orElseThrow(() -> new IOException("the login failed: " + answer.statusCode()))
                .replaceFirst("carrack_session=([^;]*);.*", "$1");
    }
}
