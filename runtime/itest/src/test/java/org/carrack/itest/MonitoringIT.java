package org.carrack.itest;

import static org.carrack.itest.HelloActorIT.assertError;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Statement;
import javax.inject.Inject;
import javax.sql.DataSource;
import org.carrack.manage.PackageRequest;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.util.Filter;

/** {@code /health} and {@code /metrics}. */
public class MonitoringIT extends Server {

    private static final String SITE = "yard";

    @Inject
    @Filter(value = "(carrack.database=server)", timeout = 20_000)
    private DataSource database;

    @Before
    public void await() {
        awaitStarted();
    }

    @After
    public void clean() throws Exception {
        if (packages.find(SITE).isPresent()) {
            packages.execute(PackageRequest.delete(SITE));
        }
    }

    private void add(String... files) throws Exception {
        packages.execute(
                PackageRequest.add(sources(Files.createTempDirectory(SITE), TestPackages.toml(SITE, "1.0.0"), files)
                                .toString())
                        .with(PackageRequest.Option.COPY));
    }

    @Test
    public void healthTellsWhatIsNotWell() throws Exception {
        HttpResponse<String> well = get("/health");
        assertEquals(well.body(), 200, well.statusCode());
        for (String name : new String[] {"packages", "disk", "memory"}) {
            assertTrue(well.body(), well.body().contains("{\"name\":\"%s\",\"status\":".formatted(name)));
        }
        assertTrue(well.body(), well.body().contains(" are free at "));
        // Felix keeps a result for two seconds, so another check is asked: one that a package brings.
        add("Ready.java", """
                import org.apache.felix.hc.api.*;
                import org.osgi.service.component.annotations.Component;
                @Component(property = {"hc.name=yard is ready", "hc.tags=yard"})
                public class Ready implements HealthCheck {
                    @Override
                    public Result execute() {
                        return new Result(Result.Status.CRITICAL, "the yard is flooded");
                    }
                }
                """);
        HttpResponse<String> ill = get("/health/yard");
        assertEquals(503, ill.statusCode());
        assertEquals(
                "{\"status\":\"CRITICAL\",\"checks\":[{\"name\":\"yard is ready\",\"status\":\"CRITICAL\",\"messages\":[\"the yard is flooded\"]}]}",
                ill.body());
        assertEquals(503, get("/health").statusCode());
        packages.execute(PackageRequest.delete(SITE));
        assertError(404, "there is no health check with that tag", get("/health/yard"));
        assertEquals(404, get("/health/%28").statusCode());
        assertEquals(405, post("/health", "{}").statusCode());
    }

    /** With H2 a limit is the connection's, which goes back to the pool. */
    @Test
    public void aLookAtHealthLimitsNobodysStatements() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertTrue(get("/health/database").body().contains("the database answers"));
        }
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertEquals(0, statement.getQueryTimeout());
        }
    }

    @Test
    public void aPackageThatFailedIsTold() throws Exception {
        String reason = refusal(PackageRequest.add(built("throwing.jar").toString()));
        try {
            HttpResponse<String> health = get("/health/packages");
            assertEquals(200, health.statusCode());
            assertTrue(
                    health.body(),
                    health.body().startsWith("{\"status\":\"WARN\"")
                            && health.body().contains("throwing 1.0.0 has failed: "));
            assertTrue(reason, reason.contains("throwing"));
        } finally {
            packages.execute(PackageRequest.delete("throwing"));
        }
        assertTrue(get("/health/packages").body().startsWith("{\"status\":\"OK\""));
    }

    @Test
    public void metricsCountTheRequestsOfEachPackage() throws Exception {
        add("Said.java", actor("\"said\""));
        for (int i = 0; i < 3; i++) {
            call("/yard/actors/said/said");
        }
        assertEquals(404, get("/yard/actors/said/nothing").statusCode());
        HttpResponse<String> metrics = get("/metrics");
        assertEquals(200, metrics.statusCode());
        assertTrue(metrics.headers().firstValue("Content-Type").orElse("").startsWith("text/plain; version=0.0.4"));
        for (String line : new String[] {
            "http_server_requests_seconds_count{method=\"POST\",package=\"yard\",status=\"200\"} 3",
            "http_server_requests_seconds_count{method=\"GET\",package=\"yard\",status=\"404\"} 1",
            "carrack_packages{state=\"ACTIVE\"} ",
            "jvm_memory_used_bytes{",
            "process_uptime_seconds "
        }) {
            assertTrue(line + " is not in " + metrics.body(), metrics.body().contains("\n" + line));
        }
        // What nobody has made is no label.
        get("/nobody-made-this/x");
        assertFalse(get("/metrics").body().contains("nobody-made-this"));
        packages.execute(PackageRequest.delete(SITE));
        assertFalse(get("/metrics").body().contains("\"yard\""));
    }
}
