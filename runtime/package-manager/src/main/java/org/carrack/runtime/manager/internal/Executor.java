package org.carrack.runtime.manager.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.carrack.http.TrafficGates;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.plan.Plan;
import org.carrack.runtime.manager.internal.plan.Step;
import org.carrack.runtime.manager.internal.source.Candidate;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of a plan. Each step that was run can be taken back, and all are when a later one, or the commit, fails.
 * Used by one thread at a time.
 */
final class Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Executor.class);

    private final Inventory inventory;
    private final Runner runner;
    private final TrafficGates gates;

    Executor(Inventory inventory, Runner runner, TrafficGates gates) {
        this.inventory = inventory;
        this.runner = runner;
        this.gates = gates;
    }

    /** What is done between the last step and the opening of the gates: the change is written down. */
    @FunctionalInterface
    interface Commit {
        void run() throws StepException;
    }

    private interface TakeBack {
        void run() throws StepException;
    }

    /**
     * Runs a plan.
     *
     * @param content the package that the wish is about
     * @param forGood whether it is deleted
     * @throws StepException where a step or the commit failed; all is as it was then
     */
    void run(Plan.Steps plan, @Nullable Candidate content, boolean forGood, Commit commit) throws StepException {
        Deque<TakeBack> done = new ArrayDeque<>();
        Set<String> held = new LinkedHashSet<>();
        try {
            for (Step step : plan.steps()) {
                String name = step.subject().name();
                switch (step.action()) {
                    case HOLD -> {
                        gates.close(name);
                        held.add(name);
                    }
                    case STOP -> {
                        stop(name, forGood && content != null && name.equals(content.name()));
                        done.push(() -> start(name));
                    }
                    case UNINSTALL -> {
                        Candidate old = inventory.contents.get(name);
                        uninstall(name);
                        done.push(() -> {
                            if (old != null) {
                                install(old);
                            }
                        });
                    }
                    case INSTALL -> {
                        install(java.util.Objects.requireNonNull(content));
                        done.push(() -> uninstall(name));
                    }
                    case START -> {
                        start(name);
                        done.push(() -> stop(name, false));
                    }
                    case OPEN, CLOSE -> {
                        // After the commit, below.
                    }
                }
            }
            commit.run();
        } catch (StepException e) {
            takeBack(done);
            held.forEach(this::openOrForget);
            throw e;
        }
        for (Step step : plan.steps()) {
            switch (step.action()) {
                case OPEN -> gates.open(step.subject().name());
                case CLOSE -> gates.remove(step.subject().name());
                default -> {
                    // Done above.
                }
            }
        }
    }

    private void openOrForget(String name) {
        if (inventory.running.containsKey(name)) {
            gates.open(name);
        } else {
            gates.remove(name);
        }
    }

    private void takeBack(Deque<TakeBack> done) {
        while (!done.isEmpty()) {
            try {
                done.pop().run();
            } catch (StepException e) {
                LOG.error("a step could not be taken back: {}", e.getMessage());
            }
        }
    }

    private Bundle install(Candidate content) throws StepException {
        Bundle bundle = runner.install(content);
        inventory.bundles.put(content.name(), bundle);
        inventory.contents.put(content.name(), content);
        return bundle;
    }

    private void uninstall(String name) throws StepException {
        inventory.contents.remove(name);
        Bundle bundle = inventory.bundles.remove(name);
        if (bundle != null) {
            runner.uninstall(bundle);
        }
    }

    private void start(String name) throws StepException {
        Candidate content = inventory.contents.get(name);
        if (content == null) {
            throw new StepException("package %s has no content".formatted(name));
        }
        Bundle bundle = inventory.bundles.get(name);
        if (bundle == null) {
            bundle = install(content);
        }
        PackageRecord record = inventory.records.get(name);
        inventory.running.put(name, runner.start(content, bundle, record == null || !record.installed()));
    }

    private void stop(String name, boolean forGood) {
        Running live = inventory.running.remove(name);
        if (live != null) {
            runner.stop(live, forGood);
        }
    }
}
