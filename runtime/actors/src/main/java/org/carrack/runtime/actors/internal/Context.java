package org.carrack.runtime.actors.internal;

import java.util.Locale;
import java.util.Optional;
import org.carrack.actor.CallContext;
import org.carrack.auth.Caller;
import org.carrack.spi.actor.ActorCall;
import org.carrack.spi.http.AcceptLanguage;

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
    public void progress(double done, double total, String message) {
        // What cannot be told is not worth failing for.
        if (Double.isFinite(done)) {
            call.control().progress(done, Double.isFinite(total) ? total : 0, message);
        }
    }

    @Override
    public boolean isCancelled() {
        return call.control().isCancelled();
    }

    @Override
    public Locale locale() {
        return header("Accept-Language")
                .flatMap(accepted -> AcceptLanguage.locales(accepted).stream().findFirst())
                .orElse(Locale.ENGLISH);
    }
}
