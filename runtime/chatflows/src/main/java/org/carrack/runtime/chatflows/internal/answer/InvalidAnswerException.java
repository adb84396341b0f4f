package org.carrack.runtime.chatflows.internal.answer;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An answer does not follow the rules of its question. The message is for who answered, and names no value that is secret. */
public final class InvalidAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    InvalidAnswerException(String message) {
        super(message);
        problems = List.of(message);
    }

    /**
     * Of a form.
     *
     * @param prompts what each question says
     * @param problems what is wrong with each answer; empty where nothing is
     */
    InvalidAnswerException(List<String> prompts, List<String> problems) {
        super(IntStream.range(0, problems.size())
                .filter(i -> !problems.get(i).isEmpty())
                .mapToObj(i -> "%s: %s".formatted(prompts.get(i), problems.get(i)))
                .collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong with the answer to each question of a form, or to the one; empty where nothing is. */
    public List<String> problems() {
        return problems;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
