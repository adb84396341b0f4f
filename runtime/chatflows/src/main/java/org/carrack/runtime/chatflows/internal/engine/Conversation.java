package org.carrack.runtime.chatflows.internal.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.carrack.chat.Chatflow;
import org.carrack.runtime.chatflows.internal.answer.AnswerReader;
import org.carrack.runtime.chatflows.internal.answer.InvalidAnswerException;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Answered;
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

    static final String CHANGED = "The conversation was changed meanwhile; some questions are asked again.";

    private final FlowClass flowClass;
    private final Supplier<? extends Chatflow> flows;
    private final Person person;
    private final ConversationStore store;
    private final AnswerReader reader;
    private final Executor threads;
    private final Duration patience;
    private final Consumer<Message> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private ConversationState state;
    private boolean isRunning;
    private boolean isParked;
    private long runs;
    private long sequence;

    /**
     * Makes a conversation of what is stored of it. Nothing runs before {@link #resume} or an answer.
     *
     * @param flows makes an instance of the flow for each run
     * @param threads runs the flow; it may block
     * @param patience how long a thread waits for an answer
     * @param listener is told each message, in order, by a thread that must not be blocked for long
     */
    public Conversation(
            FlowClass flowClass,
            Supplier<? extends Chatflow> flows,
            Person person,
            ConversationState state,
            ConversationStore store,
            AnswerReader reader,
            Executor threads,
            Duration patience,
            Consumer<Message> listener) {
        this.flowClass = flowClass;
        this.flows = flows;
        this.person = person;
        this.state = state;
        this.store = store;
        this.reader = reader;
        this.threads = threads;
        this.patience = patience;
        this.listener = listener;
    }

    /** The state of a conversation that begins. */
    public static ConversationState first(String id, FlowClass flowClass, Chatflow flow) {
        return ConversationState.begin(id, flowClass.steps().get(0).name(), flowClass.state(flow));
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
            if (!isRunning && state.status() == Status.OPEN && state.slide() == null) {
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

    /** What is to be seen now; nothing while the flow works. */
    public Optional<Message> current() {
        lock.lock();
        try {
            Slide slide = state.slide();
            return state.status() == Status.ENDED
                    ? Optional.of(message(Slide.of("end", "", Map.of()), ""))
                    : slide == null ? Optional.empty() : Optional.of(message(slide, questionId()));
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
            Slide slide = state.slide();
            if (slide == null
                    || state.status() == Status.ENDED
                    || !(questionId.isEmpty() || questionId.equals(questionId()))) {
                return Acceptance.STALE;
            }
            Object value = slide.read(answer, reader);
            if (state.status() == Status.FAILED) {
                change(state.status(Status.ENDED));
                tellEnd();
                return Acceptance.ACCEPTED;
            }
            change(state.answered(new Answered(slide.identity(), slide.isCounted(), value)));
            changed.signalAll();
            if (!isRunning) {
                begin();
            }
            return Acceptance.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Goes back: to the first question of the step, and from there to the step before.
     *
     * @return whether there was where to go
     */
    public boolean back() throws IOException {
        lock.lock();
        try {
            if (state.slide() == null || state.status() != Status.OPEN || !canGoBack()) {
                return false;
            }
            int index = flowClass.indexOf(state.step()).orElse(0);
            boolean isFirstSlide = state.answers().isEmpty();
            String step = isFirstSlide ? flowClass.steps().get(index - 1).name() : state.step();
            move(state.at(step, state.fields()));
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean canGoBack() {
        if (!state.answers().isEmpty()) {
            return true;
        }
        int index = flowClass.indexOf(state.step()).orElse(0);
        return index > 0 && flowClass.steps().get(index).canGoBack();
    }

    /** Ends it, as the person wants. */
    public void cancel() throws IOException {
        lock.lock();
        try {
            if (state.status() != Status.ENDED) {
                change(state.status(Status.ENDED));
                runs++;
                changed.signalAll();
                tellEnd();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Goes somewhere else while a question is asked: what runs for it ends. */
    private void move(ConversationState to) throws IOException {
        change(to);
        runs++;
        changed.signalAll();
        if (!isRunning) {
            begin();
        }
    }

    private void change(ConversationState to) throws IOException {
        store.save(to);
        state = to;
    }

    /** The flow is gone, or the server stops: what runs ends where it asks. What is stored stays. */
    public void park() {
        lock.lock();
        try {
            isParked = true;
            runs++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        if (isParked) {
            return;
        }
        isRunning = true;
        threads.execute(this::run);
    }

    private void run() {
        while (true) {
            FlowClass.Step step;
            Map<String, @Nullable Object> fields;
            long thisRun;
            lock.lock();
            try {
                thisRun = runs;
                if (state.status() != Status.OPEN) {
                    isRunning = false;
                    return;
                }
                fields = state.fields();
                step = flowClass.steps().get(flowClass.indexOf(state.step()).orElse(0));
            } finally {
                lock.unlock();
            }
            Chatflow flow = flows.get();
            flowClass.restore(flow, fields);
            if (!isToGoOn(step, flow, thisRun)) {
                return;
            }
        }
    }

    /** Runs a step; returns whether there is another to run on this thread. */
    private boolean isToGoOn(FlowClass.Step step, Chatflow flow, long thisRun) {
        Signal end = null;
        Throwable failure = null;
        try {
            FlowClass.run(step, flow, new StepDialogue(this, person, thisRun));
        } catch (Signal e) {
            end = e;
        } catch (Throwable e) { // a flow may throw whatever it likes
            failure = e;
        }
        lock.lock();
        try {
            if (thisRun != runs) {
                // The person has gone somewhere else, or has cancelled.
                isRunning = state.status() == Status.OPEN && !isParked;
            } else {
                isRunning = failure == null ? goOn(step, flow, end) : fail(step, failure);
            }
            return isRunning;
        } catch (IOException e) {
            LOG.error("a conversation cannot be stored now; it goes on with the next visit: {}", e.getMessage());
            isRunning = false;
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean goOn(FlowClass.Step step, Chatflow flow, @Nullable Signal end) throws IOException {
        if (end == null) {
            int next = flowClass.indexOf(step.name()).orElse(0) + 1;
            if (next < flowClass.steps().size()) {
                change(state.at(flowClass.steps().get(next).name(), flowClass.state(flow)));
                return true;
            }
            change(state.status(Status.ENDED));
            tellEnd();
            return false;
        }
        switch (end.kind()) {
            case PARKED -> {
                // An answer may have come as the thread gave up.
                return state.slide() == null;
            }
            case GO_TO -> {
                change(state.at(end.argument(), flowClass.state(flow)));
                return true;
            }
            case RESTART -> {
                change(state.at(flowClass.steps().get(0).name(), flowClass.state(flows.get())));
                return true;
            }
            case STOP -> {
                show(Slide.of("error", end.argument(), Map.of()), Status.FAILED);
                return false;
            }
            default -> {
                change(state.status(Status.ENDED));
                tellEnd();
                return false;
            }
        }
    }

    private boolean fail(FlowClass.Step step, Throwable failure) throws IOException {
        LOG.error("the step {} of the conversation {} failed", step.name(), state.id(), failure);
        show(
                Slide.of(
                        "error",
                        "Something went wrong. Please tell whoever runs this server that the conversation %s failed."
                                .formatted(state.id()),
                        Map.of()),
                Status.FAILED);
        return false;
    }

    private void show(Slide slide, Status status) throws IOException {
        change(state.status(status).showing(slide));
        tell(message(slide, questionId()));
    }

    private void tell(Message message) {
        listener.accept(message);
    }

    private void tellEnd() {
        tell(message(Slide.of("end", "", Map.of()), ""));
    }

    private Message message(Slide slide, String questionId) {
        int index = flowClass.indexOf(state.step()).orElse(0);
        FlowClass.Step step = flowClass.steps().get(index);
        int slides = (int) state.answers().stream().filter(Answered::isCounted).count() + (slide.isCounted() ? 1 : 0);
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("step", index + 1);
        info.put("steps", flowClass.steps().size());
        info.put("title", step.title());
        info.put("previous", canGoBack());
        info.put("last_step", index + 1 == flowClass.steps().size());
        info.put("first_step", index == 0);
        info.put("first_slide", slides <= 1);
        info.put("slide", slides);
        info.put("final_step", step.isFinal());
        if (!state.notice().isEmpty()) {
            info.put("notice", state.notice());
        }
        sequence++;
        return new Message(sequence, questionId, info, slide.payload());
    }

    // For the thread that runs the step.

    /**
     * The answer to the n-th question of the step, when there is one.
     *
     * @throws Signal if the step is not to go on
     */
    Object ask(int number, Slide slide, long thisRun) {
        lock.lock();
        try {
            stay(thisRun);
            if (number < state.answers().size()
                    && !state.answers().get(number).identity().equals(slide.identity())) {
                LOG.warn(
                        "the step {} of the conversation {} asks '{}' where it asked '{}' before; what is asked must follow from the answers alone. It is asked again",
                        state.step(),
                        state.id(),
                        slide.prompt(),
                        state.answers()
                                .get(number)
                                .identity()
                                .lines()
                                .skip(1)
                                .findFirst()
                                .orElse(""));
                change(state.firstAnswers(number, CHANGED));
            }
            if (number >= state.answers().size()) {
                Slide shown = state.slide();
                if (shown == null || !shown.identity().equals(slide.identity())) {
                    change(state.showing(slide));
                } else if (!shown.equals(slide)) {
                    // The same question by other rules: who has it before them may answer it.
                    change(state.replacing(slide));
                }
                tell(message(slide, questionId()));
                await(number, thisRun);
            }
            return state.answers().get(number).value();
        } catch (IOException e) {
            throw new IllegalStateException("the conversation cannot be stored now: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private void await(int number, long thisRun) {
        long left = patience.toNanos();
        try {
            while (number >= state.answers().size()) {
                stay(thisRun);
                if (left <= 0) {
                    throw new Signal(Signal.Kind.PARKED, null);
                }
                left = changed.awaitNanos(Math.min(left, TimeUnit.DAYS.toNanos(1)));
            }
        } catch (InterruptedException e) {
            // The server stops: the next one asks again.
            throw new Signal(Signal.Kind.PARKED, null);
        }
        stay(thisRun);
    }

    private void stay(long thisRun) {
        if (thisRun != runs) {
            throw new Signal(Signal.Kind.MOVED, null);
        }
    }

    /** Shows something that waits for no answer. It is not stored: who comes later sees what comes next. */
    void update(Slide slide, long thisRun) {
        lock.lock();
        try {
            stay(thisRun);
            tell(message(slide, ""));
        } finally {
            lock.unlock();
        }
    }

    /** What a block of {@code once} has done; nothing if it was not begun. */
    Optional<ConversationState.Outcome> outcome(String key) {
        return Optional.ofNullable(state().outcomes().get(key));
    }

    /** Stores what a block of {@code once} has done. */
    void outcome(String key, ConversationState.@Nullable Outcome outcome) {
        lock.lock();
        try {
            change(state.outcome(key, outcome));
        } catch (IOException e) {
            throw new IllegalStateException("the conversation cannot be stored now: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the flow has a step of that name. */
    boolean hasStep(String name) {
        return flowClass.indexOf(name).isPresent();
    }
}
