package admin.upload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.carrack.auth.Access;
import org.carrack.auth.Caller;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpPath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes packages that are sent: {@code POST /admin/packages} with the file as the body, or in a form. Answers what
 * {@code add_package} answers.
 */
@Component
@HttpPath("/admin/packages")
public class Upload implements HttpEndpoint {

    private final PackageManager packages;

    @Activate
    public Upload(@Reference PackageManager packages) {
        this.packages = packages;
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        Access.Decision decision = Access.CLOSED.decide(call.caller(), "admin");
        if (decision != Access.Decision.ALLOWED) {
            return answer(
                    decision == Access.Decision.UNAUTHENTICATED ? 401 : 403,
                    "only %s may add packages".formatted(Caller.ADMIN));
        }
        if (!call.method().equals("POST") && !call.method().equals("PUT")) {
            return CompletableFuture.completedFuture(
                    HttpResponse.error(405, "send a package by POST").with("Allow", "POST, PUT"));
        }
        try {
            Path folder = Files.createTempDirectory("upload");
            return call.file(folder, call.uploadLimit())
                    .thenApplyAsync(file -> add(file, call.caller()), call.workers())
                    .whenComplete((done, failure) -> delete(folder));
        } catch (IOException e) {
            return answer(500, "there is no room for what was sent: " + e.getMessage());
        }
    }

    private HttpResponse add(Path file, Caller caller) {
        try {
            PackageInfo added = packages.executeAndGet(PackageRequest.add(file.toString())
                    .with(PackageRequest.Option.UPLOADED)
                    .by(caller));
            String json = "{\"data\": {\"%s\": {\"name\": \"%s\", \"version\": \"%s\", \"state\": \"%s\"}}}"
                    .formatted(added.name(), added.name(), added.version(), added.state());
            return HttpResponse.json(200, json.getBytes(StandardCharsets.UTF_8));
        } catch (PackageException e) {
            return HttpResponse.error(e.kind() == PackageException.Kind.FAILED ? 500 : 400, e.getMessage());
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static CompletionStage<HttpResponse> answer(int status, String message) {
        return CompletableFuture.completedFuture(HttpResponse.error(status, message));
    }
}
