package org.carrack.runtime.chatflows.internal.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.carrack.chat.Question.Kind;
import org.carrack.runtime.chatflows.internal.answer.Rules;
import org.carrack.runtime.chatflows.internal.engine.ConversationState;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Answered;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Outcome;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Said;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Status;
import org.carrack.runtime.chatflows.internal.engine.Slide;
import org.carrack.runtime.chatflows.internal.json.Json;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;

/** The state of a conversation as JSON, but for the transcript. What a later version adds is left out by this one. */
public final class StateJson {

    private StateJson() {}

    /** The state as text. */
    public static String write(ConversationState state) {
        Map<String, @Nullable Object> outcomes = new LinkedHashMap<>();
        state.outcomes()
                .forEach((key, outcome) ->
                        outcomes.put(key, JsonValues.object("done", outcome.isDone(), "value", outcome.value())));
        Slide slide = state.slide();
        return Json.write(JsonValues.object(
                "id",
                state.id(),
                "parameters",
                state.parameters(),
                "language",
                state.language(),
                "status",
                state.status().name(),
                "step",
                state.step(),
                "fields",
                state.fields(),
                "answers",
                state.answers().stream()
                        .map(answer -> JsonValues.object(
                                "identity", answer.identity(), "counted", answer.isCounted(), "value", answer.value()))
                        .toList(),
                "outcomes",
                outcomes,
                "slide",
                slide == null ? null : slide(slide),
                "questions",
                state.questions(),
                "notice",
                state.notice(),
                "said",
                state.said()));
    }

    private static Map<String, @Nullable Object> slide(Slide slide) {
        return JsonValues.object(
                "category",
                slide.category(),
                "prompt",
                slide.prompt(),
                "extras",
                slide.extras(),
                "questions",
                slide.questions().stream()
                        .map(rules -> JsonValues.object(
                                "kind", rules.kind().name(), "options", rules.options(), "rules", rules.rules()))
                        .toList(),
                "prompts",
                slide.prompts());
    }

    /**
     * The state that was written.
     *
     * @throws IOException if it is none, or one with a kind of question that this version does not know
     */
    public static ConversationState read(String json) throws IOException {
        try {
            Map<String, @Nullable Object> state = map(Json.read(json));
            List<Answered> answers = new ArrayList<>();
            for (Object one : list(state, "answers")) {
                Map<?, ?> answer = (Map<?, ?>) one;
                answers.add(new Answered(
                        String.valueOf(answer.get("identity")),
                        Boolean.TRUE.equals(answer.get("counted")),
                        required(answer.get("value"))));
            }
            Map<String, Outcome> outcomes = new LinkedHashMap<>();
            map(state.get("outcomes")).forEach((key, one) -> {
                Map<?, ?> outcome = (Map<?, ?>) required(one);
                outcomes.put(key, new Outcome(Boolean.TRUE.equals(outcome.get("done")), outcome.get("value")));
            });
            Map<String, String> parameters = new LinkedHashMap<>();
            map(state.get("parameters")).forEach((name, value) -> parameters.put(name, String.valueOf(value)));
            return new ConversationState(
                    String.valueOf(state.get("id")),
                    parameters,
                    String.valueOf(state.get("language")),
                    Status.valueOf(String.valueOf(state.get("status"))),
                    String.valueOf(state.get("step")),
                    map(state.get("fields")),
                    answers,
                    outcomes,
                    state.get("slide") == null ? null : slide(map(state.get("slide"))),
                    Long.parseLong(String.valueOf(state.get("questions"))),
                    String.valueOf(state.get("notice")),
                    List.of(),
                    Long.parseLong(String.valueOf(state.get("said"))));
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new IOException("a stored conversation cannot be read: " + e.getMessage(), e);
        }
    }

    private static Slide slide(Map<String, @Nullable Object> slide) {
        List<Rules> questions = new ArrayList<>();
        for (Object one : list(slide, "questions")) {
            Map<String, @Nullable Object> rules = map(one);
            Map<String, Object> known = new LinkedHashMap<>();
            map(rules.get("rules")).forEach((name, value) -> known.put(name, required(value)));
            questions.add(new Rules(
                    Kind.valueOf(String.valueOf(rules.get("kind"))),
                    list(rules, "options").stream().map(String::valueOf).toList(),
                    known));
        }
        Map<String, Object> extras = new LinkedHashMap<>();
        map(slide.get("extras")).forEach((name, value) -> extras.put(name, required(value)));
        return new Slide(
                String.valueOf(slide.get("category")),
                String.valueOf(slide.get("prompt")),
                extras,
                questions,
                list(slide, "prompts").stream().map(String::valueOf).toList());
    }

    /** Something that was said, as text. */
    static String write(Said said) {
        return Json.write(List.of(said.step(), said.prompt(), said.answer(), said.isMarkdown()));
    }

    /**
     * What was written.
     *
     * @throws IOException if it is nothing that was said
     */
    static Said readSaid(String json) throws IOException {
        if (Json.read(json) instanceof List<?> said && said.size() >= 3) {
            return new Said(
                    String.valueOf(said.get(0)),
                    String.valueOf(said.get(1)),
                    String.valueOf(said.get(2)),
                    said.size() > 3 && Boolean.TRUE.equals(said.get(3)));
        }
        throw new IOException("what was said cannot be read");
    }

    private static Object required(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("something is missing");
        }
        return value;
    }

    private static List<?> list(Map<String, ?> of, String name) {
        return (List<?>) required(of.get(name));
    }

    private static Map<String, @Nullable Object> map(@Nullable Object value) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) required(value)).forEach((name, one) -> map.put(String.valueOf(name), one));
        return map;
    }
}
