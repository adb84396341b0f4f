package org.carrack.runtime.actors.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.carrack.actor.CallContext;
import org.carrack.auth.Caller;
import org.carrack.spi.actor.ActorCall;

/** A call as its method sees it. */
record Context(ActorCall call) implements CallContext {

    @Override
    public Caller caller() {
        return call.caller();
    }

    @Override
    public String packageName() {
        return call.packageName();
    }

    @Override
    public String actor() {
        return call.actor();
    }

    @Override
    public String method() {
        return call.method();
    }

    @Override
    public Optional<String> header(String name) {
        return call.headers().apply(name);
    }

    @Override
    public Locale locale() {
        return header("Accept-Language").flatMap(Context::best).orElse(Locale.ENGLISH);
    }

    private static Optional<Locale> best(String accepted) {
        try {
            List<Locale.LanguageRange> ranges = Locale.LanguageRange.parse(accepted);
            return ranges.stream()
                    .map(Locale.LanguageRange::getRange)
                    .filter(range -> !range.startsWith("*"))
                    .map(Locale::forLanguageTag)
                    .findFirst();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
