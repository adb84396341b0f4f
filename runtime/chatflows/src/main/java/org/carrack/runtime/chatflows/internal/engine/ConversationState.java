package org.carrack.runtime.chatflows.internal.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a conversation. Immutable.
 *
 * @param step the name of the step that runs
 * @param fields the flow's fields when that step began
 * @param answers the answers of that step up to now
 * @param outcomes what {@code once} has done in the whole conversation, by key
 * @param slide what the person sees; nothing while the flow works
 * @param questions how many slides have been shown: with the conversation's id it names one
 * @param notice what the person is told beside the next slide; empty for nothing
 */
public record ConversationState(
        String id,
        Status status,
        String step,
        Map<String, @Nullable Object> fields,
        List<Answered> answers,
        Map<String, Outcome> outcomes,
        @Nullable Slide slide,
        long questions,
        String notice) {

    /** What has become of a conversation. */
    public enum Status {
        OPEN,
        /** It failed, and says so until the person goes on. */
        FAILED,
        ENDED
    }

    /**
     * An answer that was checked and stored.
     *
     * @param identity of the slide that it answers
     */
    public record Answered(String identity, boolean isCounted, Object value) {}

    /**
     * What a block of {@code once} has done.
     *
     * @param isDone whether it has returned; if not, nobody knows how far it was
     */
    public record Outcome(boolean isDone, @Nullable Object value) {}

    public ConversationState {
        fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        answers = List.copyOf(answers);
        outcomes = Map.copyOf(outcomes);
    }

    static ConversationState begin(String id, String step, Map<String, @Nullable Object> fields) {
        return new ConversationState(id, Status.OPEN, step, fields, List.of(), Map.of(), null, 0, "");
    }

    ConversationState status(Status now) {
        return new ConversationState(id, now, step, fields, answers, outcomes, slide, questions, notice);
    }

    /** At the beginning of a step. */
    ConversationState at(String now, Map<String, @Nullable Object> nowFields) {
        return new ConversationState(id, status, now, nowFields, List.of(), outcomes, null, questions, notice);
    }

    ConversationState showing(Slide now) {
        return new ConversationState(id, status, step, fields, answers, outcomes, now, questions + 1, notice);
    }

    ConversationState replacing(Slide now) {
        return new ConversationState(id, status, step, fields, answers, outcomes, now, questions, notice);
    }

    ConversationState answered(Answered answer) {
        List<Answered> now = new ArrayList<>(answers);
        now.add(answer);
        return new ConversationState(id, status, step, fields, now, outcomes, null, questions, "");
    }

    /** Only the first answers of the step, since the flow asks something else after them. */
    ConversationState firstAnswers(int count, String nowNotice) {
        return new ConversationState(
                id, status, step, fields, answers.subList(0, count), outcomes, null, questions, nowNotice);
    }

    ConversationState outcome(String key, @Nullable Outcome outcome) {
        Map<String, Outcome> now = new LinkedHashMap<>(outcomes);
        if (outcome == null) {
            now.remove(key);
        } else {
            now.put(key, outcome);
        }
        return new ConversationState(id, status, step, fields, answers, now, slide, questions, notice);
    }

    ConversationState notice(String now) {
        return new ConversationState(id, status, step, fields, answers, outcomes, slide, questions, now);
    }
}
