package org.carrack.runtime.chatflows.internal.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.carrack.chat.Form;
import org.carrack.chat.Question;
import org.carrack.chat.Question.Kind;
import org.carrack.runtime.chatflows.internal.answer.AnswerReader;
import org.carrack.runtime.chatflows.internal.answer.AnswerValues;
import org.carrack.runtime.chatflows.internal.answer.InvalidAnswerException;
import org.carrack.runtime.chatflows.internal.answer.Rules;
import org.jspecify.annotations.Nullable;

/**
 * What the person sees. Stored with the conversation, so that it can be shown and answered where the flow does not run.
 *
 * @param category its name in the protocol
 * @param prompt what the person reads
 * @param extras what else the page needs
 * @param questions what is asked: one, several for a form, none for a slide that the person only reads
 * @param prompts what each question says
 */
public record Slide(
        String category, String prompt, Map<String, Object> extras, List<Rules> questions, List<String> prompts) {

    /** The categories whose message is Markdown always. */
    public static final Set<String> MARKDOWN = Set.of("md_show", "infinite_loading", "qrcode_show");

    public Slide {
        Objects.requireNonNull(prompt, "what is shown must not be null");
    }

    private static final String FORM = "form";

    static Slide of(Question<?> question) {
        return new Slide(
                category(question.kind()),
                question.prompt(),
                Map.of(),
                List.of(rules(question)),
                List.of(question.prompt()));
    }

    /** @throws IllegalArgumentException if the form has no questions: there would be nothing to answer */
    static Slide of(Form form) {
        if (form.questions().isEmpty()) {
            throw new IllegalArgumentException("the form '%s' has no questions".formatted(form.prompt()));
        }
        return new Slide(
                FORM,
                form.prompt(),
                Map.of(),
                form.questions().stream().map(Slide::rules).toList(),
                form.questions().stream().map(question -> question.prompt()).toList());
    }

    /** Asks for what is seen in a picture. */
    static Slide captcha(String prompt, String picture, String expected) {
        Rules rules = new Rules(Kind.CAPTCHA, List.of(), Map.of("required", true, Rules.EXPECTED, expected));
        return new Slide(category(Kind.CAPTCHA), prompt, Map.of("captcha", picture), List.of(rules), List.of(prompt));
    }

    /** One that is only read. */
    static Slide of(String category, String message, Map<String, Object> extras) {
        return new Slide(category, message, extras, List.of(), List.of());
    }

    private static Rules rules(Question<?> question) {
        return new Rules(question.kind(), question.options(), question.rules());
    }

    /** Whether several questions are asked together. */
    public boolean isForm() {
        return category.equals(FORM);
    }

    /** Whether it is another slide of its step, by the old page's count. */
    boolean isCounted() {
        return !category.equals("error")
                && !category.equals("end")
                && !isUpdate()
                && questions.stream()
                        .noneMatch(
                                question -> Boolean.TRUE.equals(question.rules().get("retry")));
    }

    /** Whether it waits for no answer. */
    private boolean isUpdate() {
        return category.equals("loading") || category.equals("infinite_loading") || category.equals("redirect");
    }

    /** Whether it is another each time it is made, so that what is shown already stays. */
    boolean isRandom() {
        return questions.stream().anyMatch(question -> question.kind() == Kind.CAPTCHA);
    }

    /** What tells this slide from others of its step: a flow that asks something else in its place has changed. */
    String identity() {
        return category
                + '\n'
                + (isForm() ? "" : prompt)
                + questions.stream().map(question -> "\n" + question.kind()).collect(Collectors.joining());
    }

    /** The prompt of a slide with that identity. */
    static String promptOf(String identity) {
        return identity.lines().skip(1).findFirst().orElse("");
    }

    /** Whether what the person reads is Markdown. */
    boolean isMarkdown() {
        return MARKDOWN.contains(category)
                || (!isForm()
                        && questions.stream()
                                .anyMatch(question ->
                                        Boolean.TRUE.equals(question.rules().get("md"))));
    }

    /** Whether it waits for an answer. */
    boolean isAsked() {
        return !isUpdate() && !category.equals("end");
    }

    /**
     * Checks an answer, and returns what is stored of it.
     *
     * @throws InvalidAnswerException if it does not follow the rules; for a form the message has a line for each question at fault, with
     *     its prompt
     */
    Object read(@Nullable Object answer, AnswerReader reader) throws InvalidAnswerException {
        if (questions.isEmpty()) {
            return true;
        }
        return isForm() ? reader.readAll(questions, prompts, answer) : reader.read(questions.get(0), answer);
    }

    /** A line for the transcript: what the answer is, as a person reads it. Nothing secret is in it. */
    String shown(Object stored) {
        if (questions.isEmpty()) {
            return "";
        }
        if (!isForm()) {
            return AnswerValues.shown(questions.get(0).kind(), stored);
        }
        List<?> values = (List<?>) stored;
        return IntStream.range(0, questions.size())
                .mapToObj(i -> prompts.get(i) + ": "
                        + AnswerValues.shown(questions.get(i).kind(), values.get(i)))
                .collect(Collectors.joining("\n"));
    }

    /** What the protocol has of it. */
    Map<String, Object> payload() {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("category", category);
        payload.put("msg", prompt);
        payload.putAll(extras);
        if (isForm()) {
            List<Map<String, Object>> fields = new ArrayList<>();
            IntStream.range(0, questions.size()).forEach(i -> fields.add(field(questions.get(i), prompts.get(i))));
            payload.put("fields", fields);
            payload.put("kwargs", Map.of());
        } else if (questions.isEmpty()) {
            payload.putIfAbsent("kwargs", Map.of());
        } else {
            payload.putAll(field(questions.get(0), prompt));
        }
        return payload;
    }

    private static Map<String, Object> field(Rules question, String prompt) {
        Map<String, Object> field = new LinkedHashMap<>();
        field.put("category", category(question.kind()));
        field.put("msg", prompt);
        if (!question.options().isEmpty()) {
            field.put("options", question.options());
        }
        Map<String, Object> rules = new LinkedHashMap<>(question.rules());
        rules.remove("retry");
        rules.remove(Rules.EXPECTED);
        field.put("kwargs", rules);
        return field;
    }

    /** The kind's name in the protocol of the old pages. */
    private static String category(Kind kind) {
        return switch (kind) {
            case STRING -> "string_ask";
            case SECRET -> "secret_ask";
            case TEXT -> "text_ask";
            case INTEGER -> "int_ask";
            case NUMBER -> "number_ask";
            case SINGLE_CHOICE -> "single_choice";
            case DROP_DOWN -> "drop_down_choice";
            case MULTIPLE_CHOICE -> "multi_choice";
            case LIST_CHOICE -> "multi_list_choice";
            case DATE_TIME -> "datetime_picker";
            case DURATION -> "time_delta";
            case LOCATION -> "location_ask";
            case VALUES -> "ask_multi_values";
            case UPLOAD -> "upload_file";
            case CAPTCHA -> "captcha_ask";
        };
    }
}
