package org.carrack.itest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A login provider of its own make: NAV's mock OAuth2 server, whose page asks for a name and for the claims to be made. */
final class LoginProviderProcess implements AutoCloseable {

    private static final long LIMIT_S = 60;
    private static final int TICK_MS = 100;

    private final Process process;
    private final String url;

    private LoginProviderProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    static LoginProviderProcess start() throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of(System.getProperty("carrack.itest.provider"), "*")
                                .toString(),
                        "no.nav.security.mock.oauth2.StandaloneMockOAuth2ServerKt")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SERVER_PORT", String.valueOf(port));
        builder.environment().put("JSON_CONFIG", "{\"interactiveLogin\": true, \"httpServer\": \"NettyWrapper\"}");
        Process process = builder.start();
        String url = "http://localhost:" + port;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (!isAlive(url)) {
            if (process.waitFor(TICK_MS, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                process.destroy();
                throw new AssertionError("the login provider did not start");
            }
        }
        return new LoginProviderProcess(process, url);
    }

    private static boolean isAlive(String url) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(url + "/isalive"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    String issuer() {
        return url + "/company";
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
