package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageRequest;
import org.junit.Test;

/** A package is replaced under load, now and then by one that cannot run, and no request is lost, through either transport. */
public class ReplaceIT extends Server {

    private static final int UPDATES = 50;
    private static final int EVERY_FAILING = 5;
    private static final int CALLERS = 4;

    @Test
    public void noCallIsLostDuringFiftyUpdatesTenOfThemFailing() throws Exception {
        awaitStarted();
        packages.add(built("answers-1.0.0.jar"));
        Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
        AtomicBoolean isDone = new AtomicBoolean();
        CountDownLatch running = new CountDownLatch(CALLERS);
        List<Future<?>> calls = new ArrayList<>();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        for (int i = 0; i < CALLERS; i++) {
            // One half through each transport.
            Callable<String> call = i % 2 == 0 ? this::callOverHttp : overGedis();
            calls.add(callers.submit(() -> {
                do {
                    answers.computeIfAbsent(call.call(), s -> new AtomicInteger())
                            .incrementAndGet();
                    running.countDown();
                } while (!isDone.get());
                return null;
            }));
        }
        assertTrue(running.await(20, TimeUnit.SECONDS));
        String serving = "\"1.0.0\"";
        for (int i = 1; i <= UPDATES; i++) {
            boolean isFailing = i % EVERY_FAILING == 0;
            String file = isFailing ? "answers-bad.jar" : "answers-1.0." + i % 3 + ".jar";
            PackageRequest request = PackageRequest.add(built(file).toString()).with(PackageRequest.Option.DOWNGRADE);
            try {
                packages.execute(request);
                assertTrue(file, !isFailing);
                serving = "\"1.0." + i % 3 + "\"";
            } catch (PackageException e) {
                assertTrue(e.getMessage(), isFailing && e.getMessage().contains("the reactor is cold"));
            }
            assertEquals(serving, call("/answers/actors/answersActor/version"));
        }
        isDone.set(true);
        callers.shutdown();
        for (Future<?> call : calls) {
            // A broken connection comes out here.
            call.get(20, TimeUnit.SECONDS);
        }
        assertEquals(answers.toString(), Set.of("200", "\"1.0.0\"", "\"1.0.1\"", "\"1.0.2\""), answers.keySet());
        packages.delete("answers", true);
    }

    private String callOverHttp() throws Exception {
        return String.valueOf(post("/answers/actors/answersActor/version", "").statusCode());
    }

    /** One connection for all calls: it outlives every version. */
    private static Callable<String> overGedis() throws Exception {
        Resp gedis = new Resp(Resp.port());
        return () -> gedis.call("answers.answersActor.version");
    }
}
