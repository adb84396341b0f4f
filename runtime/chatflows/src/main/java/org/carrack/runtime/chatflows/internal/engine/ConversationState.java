package org.carrack.runtime.chatflows.internal.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a conversation. Immutable.
 *
 * @param parameters what the query of the page's address had when it began
 * @param language that the person's browser asked for, a language tag
 * @param step the name of the step that runs
 * @param fields the flow's fields when that step began
 * @param answers the answers of that step up to now
 * @param outcomes what {@code once} has done in the whole conversation, by key
 * @param slide what the person sees; nothing while the flow works
 * @param questions how many slides have been shown: with the step it names one
 * @param notice what the person is told beside the next slide; empty for nothing
 * @param transcript what was said, in the order in which it was; of a long conversation the last
 * @param said how often something was said in all
 */
public record ConversationState(
        String id,
        Map<String, String> parameters,
        String language,
        Status status,
        String step,
        Map<String, @Nullable Object> fields,
        List<Answered> answers,
        Map<String, Outcome> outcomes,
        @Nullable Slide slide,
        long questions,
        String notice,
        List<Said> transcript,
        long said) {

    /** How much of what was said is kept in memory, and shown. */
    public static final int LONGEST_TRANSCRIPT = 300;

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

    /**
     * What was asked or shown, and what the person said to it.
     *
     * @param step the title of the step
     * @param answer as the person reads it; empty for what was only shown, and without what is secret
     * @param isMarkdown whether the prompt is
     */
    public record Said(String step, String prompt, String answer, boolean isMarkdown) {}

    public ConversationState {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        answers = List.copyOf(answers);
        outcomes = Map.copyOf(outcomes);
        transcript = List.copyOf(transcript);
    }

    static ConversationState begin(
            String id,
            Map<String, String> parameters,
            String language,
            String step,
            Map<String, @Nullable Object> fields) {
        return new ConversationState(
                id, parameters, language, Status.OPEN, step, fields, List.of(), Map.of(), null, 0, "", List.of(), 0);
    }

    /** What the next state differs in. Used by one thread. */
    private final class Draft {

        private Status nextStatus = status;
        private String nextStep = step;
        private Map<String, @Nullable Object> nextFields = fields;
        private List<Answered> nextAnswers = answers;
        private Map<String, Outcome> nextOutcomes = outcomes;
        private @Nullable Slide nextSlide = slide;
        private long nextQuestions = questions;
        private String nextNotice = notice;
        private List<Said> nextTranscript = transcript;
        private long nextSaid = said;

        ConversationState done() {
            return new ConversationState(
                    id,
                    parameters,
                    language,
                    nextStatus,
                    nextStep,
                    nextFields,
                    nextAnswers,
                    nextOutcomes,
                    nextSlide,
                    nextQuestions,
                    nextNotice,
                    nextTranscript,
                    nextSaid);
        }
    }

    ConversationState status(Status now) {
        Draft next = new Draft();
        next.nextStatus = now;
        return next.done();
    }

    /** At the beginning of a step. */
    ConversationState at(String now, Map<String, @Nullable Object> nowFields) {
        Draft next = new Draft();
        next.nextStep = now;
        next.nextFields = nowFields;
        next.nextAnswers = List.of();
        next.nextSlide = null;
        return next.done();
    }

    ConversationState showing(Slide now) {
        Draft next = new Draft();
        next.nextSlide = now;
        next.nextQuestions = questions + 1;
        return next.done();
    }

    ConversationState replacing(Slide now) {
        Draft next = new Draft();
        next.nextSlide = now;
        return next.done();
    }

    ConversationState answered(Answered answer, Said now) {
        Draft next = new Draft();
        next.nextAnswers = new ArrayList<>(answers);
        next.nextAnswers.add(answer);
        next.nextSlide = null;
        next.nextNotice = "";
        next.nextTranscript = new ArrayList<>(transcript);
        next.nextTranscript.add(now);
        next.nextSaid++;
        if (next.nextTranscript.size() > LONGEST_TRANSCRIPT) {
            next.nextTranscript.remove(0);
        }
        return next.done();
    }

    /** What was said since a state before. */
    List<Said> saidSince(ConversationState before) {
        int count = (int) Math.min(said - before.said, transcript.size());
        return transcript.subList(transcript.size() - count, transcript.size());
    }

    /** The same with what was said, which is stored apart. */
    public ConversationState withTranscript(List<Said> known) {
        Draft next = new Draft();
        next.nextTranscript = known;
        return next.done();
    }

    /** Only the first answers of the step, since the flow asks something else after them. */
    ConversationState firstAnswers(int count, String nowNotice) {
        Draft next = new Draft();
        next.nextAnswers = answers.subList(0, count);
        next.nextSlide = null;
        next.nextNotice = nowNotice;
        return next.done();
    }

    ConversationState outcome(String key, @Nullable Outcome outcome) {
        Draft next = new Draft();
        next.nextOutcomes = new LinkedHashMap<>(outcomes);
        if (outcome == null) {
            next.nextOutcomes.remove(key);
        } else {
            next.nextOutcomes.put(key, outcome);
        }
        return next.done();
    }

    ConversationState notice(String now) {
        Draft next = new Draft();
        next.nextNotice = now;
        return next.done();
    }
}
