package transports;

import java.time.LocalDate;
import java.util.*;
import java.util.concurrent.*;
import org.carrack.actor.*;
import org.carrack.auth.RequiresRole;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Tries everything. */
@Component
public class Trial implements Actor {

    public enum Colour { RED, GREEN }

    /**
     * A thing.
     *
     * @param name what it is called
     */
    public record Thing(String name, Colour colour, Optional<LocalDate> made, @Nullable String note) {}

    /**
     * Gives a thing back.
     *
     * @param thing the thing
     * @return the same
     */
    @ActorMethod
    public Thing thing(Thing thing) { return thing; }

    @ActorMethod(safe = true)
    public String read(String text, @Default("1") int times, Optional<List<Integer>> numbers) {
        return text.repeat(times) + numbers.map(Object::toString).orElse("");
    }

    @ActorMethod
    public CompletionStage<String> later(String text) {
        return CompletableFuture.supplyAsync(() -> text);
    }

    @ActorMethod
    public CompletionStage<String> laterNever() { return CompletableFuture.failedFuture(ActorException.notFound("never")); }

    @ActorMethod(timeLimitMs = 200)
    public String hang() throws InterruptedException { new CountDownLatch(1).await(); return ""; }

    @ActorMethod(timeLimitMs = 200)
    public CompletionStage<String> forget() { return new CompletableFuture<>(); }

    @ActorMethod(timeLimitMs = 200)
    public void loop() { while (!"".equals(System.getProperty("transports.enough"))) { Thread.onSpinWait(); } }

    @ActorMethod
    public List<byte[]> hoard() {
        List<byte[]> all = new ArrayList<>();
        while (true) { all.add(new byte[Integer.MAX_VALUE]); }
    }

    /** Its own message throws. */
    public static class Unspeakable extends RuntimeException {
        @Override
        public String getMessage() { throw new IllegalStateException("no message"); }
    }

    @ActorMethod
    public String unspeakable() { throw new Unspeakable(); }

    @ActorMethod @NonBlocking
    public CompletionStage<String> unspeakableLater(boolean failsItself) {
        if (failsItself) {
            return new CompletableFuture<>() {
                @Override
                public CompletableFuture<String> whenComplete(java.util.function.BiConsumer<? super String, ? super Throwable> action) {
                    throw new Unspeakable();
                }
            };
        }
        return CompletableFuture.failedFuture(new Unspeakable());
    }

    @ActorMethod(timeLimitMs = 900) @NonBlocking
    public String promised(boolean isKept) {
        while (!isKept && !"".equals(System.getProperty("transports.enough"))) { Thread.onSpinWait(); }
        return "kept";
    }

    @ActorMethod
    public String huge() { return "x".repeat(20 << 20); }

    @ActorMethod
    public Object circle() { List<Object> circle = new ArrayList<>(); circle.add(circle); return circle; }

    @ActorMethod
    public void fail(String how) {
        switch (how) {
            case "value" -> throw new IllegalArgumentException("a bad value");
            case "value-of-a-kind" -> throw new NumberFormatException("no number");
            case "absent" -> throw ActorException.notFound("no such thing");
            case "forbidden" -> throw ActorException.forbidden("not yours");
            case "state" -> throw new IllegalStateException("not now");
            default -> throw new NoSuchElementException("nothing there");
        }
    }

    /** Its parameters are named as what 3Bot's own client kept for itself. */
    @ActorMethod
    public String names(String die, String actor_name, String actor_method) { return die + actor_name + actor_method; }

    @ActorMethod
    public void fire() {}

    @ActorMethod
    public Map<String, Object> any(Map<String, Object> value) { return value; }

    @ActorMethod
    public Map<String, String> context(CallContext context) {
        return new TreeMap<>(Map.of(
                "caller", context.caller().name(),
                "address", context.packageName() + "." + context.actor() + "." + context.method(),
                "locale", context.locale().toLanguageTag(),
                "header", context.header("X-Trial").orElse("none")));
    }

    @ActorMethod @RequiresRole("smith")
    public String forge() { return "done"; }

    @ActorMethod @NonBlocking
    public String echo(String text) { return text; }

    @ActorMethod
    public String worker(String text) { return text; }
}
