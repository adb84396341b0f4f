package org.carrack.runtime.chatflows.internal.engine;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.carrack.auth.Caller;
import org.carrack.chat.Chatflow;
import org.carrack.runtime.chatflows.internal.answer.AnswerReader;
import org.carrack.runtime.chatflows.internal.answer.InvalidAnswerException;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Answered;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Said;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Status;
import org.carrack.runtime.chatflows.internal.flow.FlowClass;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A conversation in memory. Its state is stored before anybody hears of it: a slide before it is shown, an answer before it is
 * acknowledged. The flow runs on one thread at a time, which waits for a while for each answer and then is given back; the next answer
 * runs the step again with the answers before. For any thread.
 */
public final class Conversation {

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    /** How many steps may follow each other without a question. */
    private static final int MOST_STEPS_IN_SILENCE = 1_000;

    private final FlowClass flowClass;
    private final FlowInstances flows;
    private final Person person;
    private final ConversationStore store;
    private final AnswerReader reader;
    private final UploadFiles uploads;
    private final Host host;
    private final ConversationListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private ConversationState state;

    /** Which thread runs the flow, by its number; 0 for none. */
    private long runner;

    private long lastRunner;

    /** Since when it has worked and said nothing; null while it waits for the person, or does not run. */
    private @Nullable Instant silentSince;

    /** Whether it ended since it could not be stored, and is to go on. */
    private boolean isStalled;

    private boolean isParked;

    /** Grows when the person goes somewhere else: what runs for an older number has nothing to say any more. */
    private long moves;

    private long sequence;

    /**
     * Makes a conversation of what is stored of it. Nothing runs before {@link #resume} or an answer.
     *
     * @param flows makes an instance of the flow for each step
     */
    public Conversation(
            FlowClass flowClass,
            FlowInstances flows,
            Person person,
            ConversationState state,
            ConversationStore store,
            UploadFiles uploads,
            Host host,
            ConversationListener listener) {
        this.flowClass = flowClass;
        this.flows = flows;
        this.person = person;
        this.state = state;
        this.store = store;
        this.uploads = uploads;
        this.host = host;
        this.listener = listener;
        reader = new AnswerReader(host.clock(), uploads::find);
        // So that a message after a restart comes after those before it.
        sequence = host.clock().millis() * 1_000;
    }

    /** The state of a conversation that begins. */
    public static ConversationState first(
            String id, Map<String, String> parameters, String language, FlowClass flowClass, Chatflow flow) {
        return ConversationState.begin(
                id, parameters, language, flowClass.steps().get(0).name(), flowClass.state(flow));
    }

    /** What has become of an answer. */
    public enum Acceptance {
        ACCEPTED,
        /** The question is not asked any more: it was answered before, or the person went back. Nothing was done. */
        STALE
    }

    /** Runs the flow until it asks, if it does not run and nothing is asked. */
    public void resume() {
        lock.lock();
        try {
            if (state.status() == Status.OPEN && state.slide() == null) {
                begin();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Runs the step again, for example since the flow has another version: the question may be another. */
    public void rerun() throws IOException {
        lock.lock();
        try {
            if (state.status() == Status.OPEN) {
                move(state.firstAnswers(state.answers().size(), state.notice()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Looks whether the flow takes too long, or can go on now. To be called from time to time. */
    public void check() {
        lock.lock();
        try {
            if (isStalled) {
                isStalled = false;
                resume();
            } else if (silentSince != null
                    && host.clock()
                            .instant()
                            .isAfter(silentSince.plus(host.stepLimit().get()))
                    && state.status() == Status.OPEN) {
                // Its thread may be anywhere, in the database too: it is not interrupted, and finds out when it asks.
                runner = 0;
                silentSince = null;
                moves++;
                fail(
                        state.step(),
                        new IllegalStateException(
                                "the step has worked for more than %d s and neither asked nor said anything"
                                        .formatted(host.stepLimit().get().toSeconds())));
            }
        } catch (IOException e) {
            stall(e);
        } finally {
            lock.unlock();
        }
    }

    /** What is to be seen now; nothing while the flow works. */
    public Optional<Message> current() {
        lock.lock();
        try {
            Slide slide = state.status() == Status.ENDED ? END : state.slide();
            return slide == null ? Optional.empty() : Optional.of(message(slide));
        } finally {
            lock.unlock();
        }
    }

    /** The state as it is stored. */
    public ConversationState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Parks it if no thread works or waits for it.
     *
     * @return whether it is parked
     */
    public boolean parkIfIdle() {
        lock.lock();
        try {
            isParked |= runner == 0 && !isStalled;
            return isParked;
        } finally {
            lock.unlock();
        }
    }

    private void refuseParked() throws ConversationParkedException {
        if (isParked) {
            throw new ConversationParkedException();
        }
    }

    private static final Slide END = Slide.of("end", "", Map.of());

    private String questionId() {
        return "%s.%d".formatted(state.step(), state.questions());
    }

    /**
     * Answers the question that is asked.
     *
     * @param questionId which one the person has seen; empty for whichever is asked
     * @throws InvalidAnswerException if the answer does not follow the rules; the question is asked still
     * @throws IOException if the answer cannot be stored now; the question is asked still
     */
    public Acceptance answer(String questionId, @Nullable Object answer) throws InvalidAnswerException, IOException {
        lock.lock();
        try {
            refuseParked();
            Slide slide = state.slide();
            if (slide == null
                    || state.status() == Status.ENDED
                    || !(questionId.isEmpty() || questionId.equals(questionId()))) {
                return Acceptance.STALE;
            }
            Object value = slide.read(answer, reader);
            if (state.status() == Status.FAILED) {
                change(state.status(Status.ENDED));
                tell(END);
                return Acceptance.ACCEPTED;
            }
            Said said = new Said(
                    new Navigation(flowClass, state).step().title(),
                    shortened(slide.prompt()),
                    shortened(slide.shown(value)),
                    slide.isMarkdown());
            change(state.answered(new Answered(slide.identity(), slide.isCounted(), value), said));
            silentSince = host.clock().instant();
            listener.working();
            changed.signalAll();
            begin();
            return Acceptance.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    private static String shortened(String text) {
        return text.length() > 2_000 ? text.substring(0, 2_000) + "…" : text;
    }

    /**
     * Goes back: to the first question of the step, and from there to the step before.
     *
     * @return whether there was where to go
     */
    public boolean back() throws IOException {
        lock.lock();
        try {
            refuseParked();
            Optional<ConversationState> to = state.slide() == null || state.status() != Status.OPEN
                    ? Optional.empty()
                    : new Navigation(flowClass, state).back();
            if (to.isPresent()) {
                move(to.get());
            } else {
                // Who went back waits for something to see.
                current().ifPresent(listener::told);
            }
            return to.isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** Ends it, as the person wants. */
    public void cancel() throws IOException {
        lock.lock();
        try {
            refuseParked();
            if (state.status() != Status.ENDED) {
                change(state.status(Status.ENDED));
                moves++;
                changed.signalAll();
                tell(END);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Goes somewhere else while a question is asked: what runs for it ends. */
    private void move(ConversationState to) throws IOException {
        change(to);
        moves++;
        listener.working();
        changed.signalAll();
        begin();
    }

    private void change(ConversationState to) throws IOException {
        store.save(to, to.saidSince(state));
        state = to;
    }

    /** The flow is gone, or the server stops: what runs ends where it asks. What is stored stays. */
    public void park() {
        lock.lock();
        try {
            isParked = true;
            moves++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        if (isParked || runner != 0) {
            return;
        }
        lastRunner++;
        runner = lastRunner;
        silentSince = host.clock().instant();
        long thisRunner = runner;
        host.threads().execute(() -> run(thisRunner));
    }

    /** Runs step after step. */
    private void run(long thisRunner) {
        Silence silence = new Silence();
        boolean isToGoOn = true;
        try {
            while (isToGoOn) {
                Chatflow flow = flows.make();
                try {
                    isToGoOn = runStep(flow, thisRunner, silence);
                } finally {
                    flows.release(flow);
                }
            }
        } catch (RuntimeException | Error e) { // of a constructor, or of what the state is read from and written to
            failOutsideStep(thisRunner, e);
        }
    }

    private void failOutsideStep(long thisRunner, Throwable failure) {
        lock.lock();
        try {
            // While the package goes, that no instance can be made is no failure.
            if (runner == thisRunner && state.status() == Status.OPEN && !isParked) {
                fail(state.step(), failure);
            }
        } catch (IOException e) {
            stall(e);
        } finally {
            leave(thisRunner);
            lock.unlock();
        }
    }

    /** How many steps have followed each other without a question. */
    private static final class Silence {

        private int steps;
        private long questions = -1;

        int steps(long questionsNow) {
            steps = questionsNow == questions ? steps + 1 : 0;
            questions = questionsNow;
            return steps;
        }
    }

    /** Runs the step that is next; returns whether there is another to run on this thread. */
    private boolean runStep(Chatflow flow, long thisRunner, Silence silence) {
        FlowClass.Step step;
        long thisMove;
        lock.lock();
        try {
            thisMove = moves;
            if (runner != thisRunner || state.status() != Status.OPEN || isParked) {
                leave(thisRunner);
                return false;
            }
            step = prepare(flow);
            if (silence.steps(state.questions()) > MOST_STEPS_IN_SILENCE) {
                fail(
                        step.name(),
                        new IllegalStateException("%d steps have followed each other without a question"
                                .formatted(MOST_STEPS_IN_SILENCE)));
                leave(thisRunner);
                return false;
            }
        } catch (IOException e) {
            leave(thisRunner);
            stall(e);
            return false;
        } finally {
            lock.unlock();
        }
        return isToGoOn(step, flow, thisRunner, thisMove);
    }

    /** Gives a flow the fields that are stored; what does not fit its class any more is told to the person. */
    private FlowClass.Step prepare(Chatflow flow) throws IOException {
        if (flowClass.indexOf(state.step()).isEmpty()) {
            LOG.warn(
                    "the conversation {} was in the step {}, which its chatflow has no more; it begins anew",
                    state.id(),
                    state.step());
            change(
                    state.at(flowClass.steps().get(0).name(), state.fields())
                            .notice(
                                    "The chat was changed meanwhile, and what you were at is not part of it any more. It begins anew, with what could be kept."));
        }
        List<String> lost = flowClass.restore(flow, state.fields());
        if (!lost.isEmpty()) {
            LOG.warn("the conversation {} loses {}: the fields have other types by now", state.id(), lost);
            // Both can be so: neither may hide the other.
            state = state.notice(
                    (state.notice() + ' ' + "The chat was changed meanwhile, and could not keep all of what you said.")
                            .strip());
        }
        return new Navigation(flowClass, state).step();
    }

    private void leave(long thisRunner) {
        if (runner == thisRunner) {
            runner = 0;
            silentSince = null;
            changed.signalAll();
        }
    }

    /**
     * Waits until no thread is in the flow: one that asks ends as soon as it is parked, one that works may take long.
     *
     * @param left how long it may take, in nanoseconds
     * @return how much of that is left
     */
    public long awaitIdle(long left) throws InterruptedException {
        lock.lock();
        try {
            long remaining = left;
            while (runner != 0 && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
            return remaining;
        } finally {
            lock.unlock();
        }
    }

    private void stall(IOException why) {
        if (why instanceof ConversationGoneException) {
            LOG.info("the conversation {} was deleted", state.id());
            state = state.status(Status.ENDED);
            tell(END);
            return;
        }
        LOG.error("the conversation {} cannot be stored now; it waits: {}", state.id(), why.getMessage());
        isStalled = true;
        tell(Slide.of(
                "infinite_loading",
                "The server cannot store the conversation at the moment. It goes on by itself.",
                Map.of()));
    }

    /** Runs a step; returns whether there is another to run on this thread. */
    private boolean isToGoOn(FlowClass.Step step, Chatflow flow, long thisRunner, long thisMove) {
        Signal end = null;
        Throwable failure = null;
        try {
            FlowClass.run(step, flow, new StepDialogue(this, person, thisMove));
        } catch (Signal e) {
            end = e;
        } catch (Throwable e) { // a flow may throw whatever it likes
            failure = e;
        }
        lock.lock();
        try {
            if (runner != thisRunner) {
                return false;
            }
            boolean isToGoOn;
            if (thisMove != moves) {
                // The person has gone somewhere else, or has cancelled; or the flow goes.
                isToGoOn = !isParked;
            } else if (failure != null) {
                fail(step.name(), failure);
                isToGoOn = false;
            } else {
                isToGoOn = isToGoOn(flow, end);
            }
            if (!isToGoOn) {
                leave(thisRunner);
            }
            return isToGoOn;
        } catch (IOException e) {
            leave(thisRunner);
            stall(e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isToGoOn(Chatflow flow, @Nullable Signal end) throws IOException {
        if (end == null) {
            Optional<FlowClass.Step> next = new Navigation(flowClass, state).next();
            if (next.isPresent()) {
                change(state.at(next.get().name(), flowClass.state(flow)));
                return true;
            }
            finish();
            return false;
        }
        switch (end.kind()) {
            case PARKED -> {
                // An answer may have come as the thread gave up.
                return state.slide() == null;
            }
            case STALLED -> throw new IOException(end.argument());
            case GO_TO -> {
                change(state.at(end.argument(), flowClass.state(flow)));
                return true;
            }
            case RESTART -> {
                change(state.at(flowClass.steps().get(0).name(), flows.ask(flowClass::state)));
                return true;
            }
            case STOP -> {
                show(Slide.of("error", end.argument(), Map.of()), Status.FAILED);
                return false;
            }
            default -> {
                finish();
                return false;
            }
        }
    }

    private void finish() throws IOException {
        change(state.status(Status.ENDED));
        tell(END);
    }

    private void fail(String step, Throwable failure) throws IOException {
        LOG.error("the step {} of the conversation {} failed", step, state.id(), failure);
        listener.failed("the step %s of the chat %s failed in the conversation %s: %s; the log has more"
                .formatted(step, flowClass.name(), state.id(), failure));
        String told = person.caller().has(Caller.ADMIN)
                ? "The step %s failed: %s. The server's log says more, at the conversation %s."
                        .formatted(step, failure, state.id())
                : "Something went wrong. Please tell whoever runs this server that the conversation %s failed."
                        .formatted(state.id());
        show(Slide.of("error", told, Map.of()), Status.FAILED);
    }

    private void show(Slide slide, Status status) throws IOException {
        change(state.status(status).showing(slide));
        tell(slide);
    }

    private void tell(Slide slide) {
        listener.told(message(slide));
    }

    private Message message(Slide slide) {
        sequence++;
        return new Message(
                sequence,
                slide.isAsked() ? questionId() : "",
                new Navigation(flowClass, state).info(slide),
                slide.payload());
    }

    // For the thread that runs the step.

    /**
     * The answer to the n-th question of the step, when there is one.
     *
     * @throws Signal if the step is not to go on
     */
    Object ask(int number, Slide slide, long thisMove) {
        lock.lock();
        try {
            stay(thisMove);
            if (number < state.answers().size()
                    && !state.answers().get(number).identity().equals(slide.identity())) {
                askAgain(number, slide);
            }
            if (number >= state.answers().size()) {
                ask(slide);
                await(number, thisMove);
            }
            return state.answers().get(number).value();
        } catch (IOException e) {
            throw new Signal(Signal.Kind.STALLED, e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private void ask(Slide slide) throws IOException {
        Slide before = state.slide();
        Slide asked = slide;
        if (before == null || !before.identity().equals(slide.identity())) {
            change(state.showing(slide));
        } else if (slide.isRandom()) {
            asked = before;
        } else if (!before.equals(slide)) {
            // The same question by other rules: who has it before them may answer it.
            change(state.replacing(slide));
        }
        tell(asked);
    }

    private void askAgain(int number, Slide slide) throws IOException {
        String before = Slide.promptOf(state.answers().get(number).identity());
        LOG.warn(
                "the step {} of the conversation {} asks '{}' where it asked '{}' before; what is asked must follow from the answers alone. It is asked again",
                state.step(),
                state.id(),
                slide.prompt(),
                before);
        change(state.firstAnswers(
                number,
                "The chat was changed meanwhile: it asks “%s” where “%s” was answered before. The questions from there on are asked again."
                        .formatted(slide.prompt(), before)));
    }

    private void await(int number, long thisMove) {
        long left = host.patience().get().toNanos();
        silentSince = null;
        try {
            while (number >= state.answers().size()) {
                stay(thisMove);
                if (left <= 0) {
                    throw new Signal(Signal.Kind.PARKED, null);
                }
                left = changed.awaitNanos(Math.min(left, TimeUnit.DAYS.toNanos(1)));
            }
        } catch (InterruptedException e) {
            // The server stops: the next one asks again.
            throw new Signal(Signal.Kind.PARKED, null);
        }
        stay(thisMove);
    }

    private void stay(long thisMove) {
        if (thisMove != moves) {
            throw new Signal(Signal.Kind.MOVED, null);
        }
    }

    /** Shows something that waits for no answer. It is not stored: who comes later sees what comes next. */
    void update(Slide slide, long thisMove) {
        lock.lock();
        try {
            stay(thisMove);
            silentSince = host.clock().instant();
            tell(slide);
        } finally {
            lock.unlock();
        }
    }

    /** What a block of {@code once} has done; nothing if it was not begun. */
    Optional<ConversationState.Outcome> outcome(String key) {
        return Optional.ofNullable(state().outcomes().get(key));
    }

    /**
     * Stores what a block of {@code once} is about to do.
     *
     * @throws Signal if it cannot be stored now: nothing may be done
     */
    void begin(String key) {
        lock.lock();
        try {
            change(state.outcome(key, new ConversationState.Outcome(false, null)));
        } catch (IOException e) {
            throw new Signal(Signal.Kind.STALLED, e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** Stores what a block of {@code once} has done, as soon as that is possible: nobody else knows that it was done. */
    void done(String key, ConversationState.@Nullable Outcome outcome) {
        lock.lock();
        try {
            while (true) {
                try {
                    change(state.outcome(key, outcome));
                    return;
                } catch (ConversationGoneException e) {
                    throw new Signal(Signal.Kind.STALLED, e.getMessage());
                } catch (IOException e) {
                    LOG.error(
                            "what '{}' of the conversation {} has done cannot be stored now; it waits: {}",
                            key,
                            state.id(),
                            e.getMessage());
                    awaitStorage();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitStorage() {
        try {
            long left = TimeUnit.SECONDS.toNanos(1);
            while (left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new Signal(Signal.Kind.PARKED, null);
        }
    }

    /** Whether the flow has a step of that name. */
    boolean hasStep(String name) {
        return flowClass.indexOf(name).isPresent();
    }

    UploadFiles uploads() {
        return uploads;
    }
}
