package org.carrack.runtime.actors.internal;

import org.carrack.actor.ActorException;
import org.carrack.actor.ActorException.Kind;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;
import org.carrack.spi.actor.ActorArguments;
import org.carrack.spi.actor.ActorCall;
import org.carrack.spi.actor.ActorDispatcher;
import org.carrack.spi.actor.ActorReply;
import org.carrack.spi.server.LazyModules;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the method a call asks for, checks who may call it, and has it called. */
@Component
public final class Dispatcher implements ActorDispatcher {

    /** What "at once" means for a method that promised to return at once. */
    private static final long AT_ONCE_NS = 20_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final ActorDirectory directory;
    private final Limits limits;
    private final AuditLog audit;
    private final Workers workers = new Workers(this::blocksTransport, System::nanoTime);

    private final @Nullable LazyModules modules;

    @Activate
    public Dispatcher(
            @Reference ActorDirectory directory,
            @Reference Limits limits,
            @Reference AuditLog audit,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules modules) {
        this.modules = modules;
        this.audit = audit;
        this.directory = directory;
        this.limits = limits;
    }

    @Deactivate
    void deactivate() {
        workers.stop();
    }

    @Override
    public void call(ActorCall call, ActorReply reply) {
        LazyModules lazy = modules;
        if (lazy != null && !directory.has(call.packageName())) {
            String path = "/" + call.packageName() + "/actors";
            if (lazy.waiting(LazyModules.Trigger.PATH).contains(path)) {
                // A module that nobody has asked for is started by the first who does.
                Thread starting = new Thread(() -> startModule(lazy, path, call, reply), "carrack-actor-start");
                starting.setDaemon(true);
                starting.start();
                return;
            }
        }
        dispatch(call, reply);
    }

    private void startModule(LazyModules lazy, String path, ActorCall call, ActorReply reply) {
        try {
            lazy.require(LazyModules.Trigger.PATH, path);
        } catch (IllegalStateException e) {
            LOG.error("{} cannot be called: {}", call.address(), e.getMessage(), e);
            reply.error(new ActorException(Kind.FAILED, "the server cannot answer this now; its log says why", e));
            return;
        }
        dispatch(call, reply);
    }

    private void dispatch(ActorCall call, ActorReply reply) {
        Host host;
        Method method;
        try {
            host = directory.open(call.packageName(), call.caller());
            method = find(host, call);
            checkRole(method, call);
            check(method, call);
        } catch (ActorException e) {
            if (e.kind() == Kind.FORBIDDEN) {
                audit.record(
                        call.caller().name(),
                        "actor.call",
                        call.address(),
                        AuditLog.Outcome.REFUSED,
                        String.valueOf(e.getMessage()),
                        call.caller().from());
            }
            reply.error(e);
            return;
        }
        Execution execution = new Execution(call, method, reply, limits, System::nanoTime);
        call.control().onCancel(execution::cancel);
        if (reply.lendsThread() && method.isNonBlocking()) {
            runOnTransportThread(execution);
        } else if (host != null) {
            workers.run(execution, host.bulkhead());
        }
    }

    @Override
    public int argumentsLimit() {
        return limits.argumentsLimit();
    }

    private static Method find(@Nullable Host host, ActorCall call) {
        ActorEntry actor = host == null ? null : host.find(call.actor());
        if (actor == null) {
            throw ActorException.notFound(
                    "actor %s not found in package %s".formatted(call.actor(), call.packageName()));
        }
        Method method = actor.methods().get(call.method());
        if (method == null) {
            throw ActorException.notFound(
                    "method %s not found in actor %s.%s".formatted(call.method(), call.packageName(), call.actor()));
        }
        return method;
    }

    private static void checkRole(Method method, ActorCall call) {
        Caller caller = call.caller();
        boolean reaches = caller.reaches(call.packageName());
        if (method.info().roles().isEmpty()
                || (reaches && method.info().roles().stream().anyMatch(caller::has))) {
            return;
        }
        if (caller.isAnonymous()) {
            throw new ActorException(Kind.UNAUTHENTICATED, "%s needs a login".formatted(call.address()));
        }
        if (!reaches) {
            throw ActorException.forbidden(caller.denied(call.packageName()));
        }
        throw ActorException.forbidden("%s may not call %s: it needs the role %s"
                .formatted(
                        caller.name(),
                        call.address(),
                        String.join(
                                " or ", method.info().roles().stream().sorted().toList())));
    }

    private void check(Method method, ActorCall call) {
        if (call.isReading() && !method.info().isSafe()) {
            throw new ActorException(Kind.UNSAFE, "%s may change things; call it with POST".formatted(call.address()));
        }
        long size = 0;
        if (call.arguments() instanceof ActorArguments.Named named) {
            size = named.json().length;
        } else if (call.arguments() instanceof ActorArguments.Positional positional) {
            size = positional.json().length;
        }
        if (size > limits.argumentsLimit()) {
            throw new ActorException(
                    Kind.TOO_LARGE, "the arguments are larger than %,d bytes".formatted(limits.argumentsLimit()));
        }
    }

    /** Calls a method that promised to return at once, and looks at the clock. */
    private void runOnTransportThread(Execution execution) {
        long ns = workers.runOnTransportThread(execution);
        if (ns > AT_ONCE_NS && execution.method().breach()) {
            String warning =
                    "%s says that it is @NonBlocking and took longer than %d ms; it is given worker threads from now on"
                            .formatted(execution.call().address(), AT_ONCE_NS / 1_000_000);
            directory.find(execution.call().packageName()).ifPresent(live -> live.warn(warning));
        }
    }

    /** A method that promised to return at once keeps a transport's thread, which cannot be taken from it. */
    private void blocksTransport(Execution execution) {
        if (execution.method().distrust()) {
            String warning =
                    "%s says that it is @NonBlocking and does not return: callers whose connections share its thread wait for it; take @NonBlocking away, and restart the server"
                            .formatted(execution.call().address());
            LOG.error(warning);
            directory.find(execution.call().packageName()).ifPresent(live -> live.warn(warning));
        }
    }
}
