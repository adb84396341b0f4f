package org.carrack.runtime.chatflows.internal.answer;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.carrack.chat.Question.Kind;
import org.carrack.chat.Upload;
import org.carrack.runtime.chatflows.internal.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Checks answers, and makes of them what is stored: texts, numbers, booleans, and lists and maps of them. The old pages send lists and
 * objects as JSON in a text, and numbers as texts; both are read. {@link AnswerValues} makes of what is stored what a flow gets.
 */
public final class AnswerReader {

    /** The key of an answer that says which file was sent. */
    public static final String UPLOAD = "upload";

    /** Years, months, weeks, days, hours, minutes and seconds. */
    private static final int DURATION_UNITS = 7;

    private static final int LONGEST_URL = 2_000;

    private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9]*");

    private static final Pattern GIT_URL = Pattern.compile(
            "(https?://[^\\s/@]+(:\\d+)?/|ssh://([^\\s@/]+@)?[^\\s/]+/|[^\\s@/]+@[^\\s:/]+:)[^\\s]+?(\\.git)?/?");

    private final InstantSource clock;
    private final Function<String, Optional<Upload>> uploads;

    /** @param uploads finds a file that was sent in the conversation, by its id */
    public AnswerReader(InstantSource clock, Function<String, Optional<Upload>> uploads) {
        this.clock = clock;
        this.uploads = uploads;
    }

    /**
     * Checks an answer.
     *
     * @param answer what a page or a client sent; null for nothing
     * @return what is stored
     * @throws InvalidAnswerException if it does not follow the rules
     */
    public Object read(Rules rules, @Nullable Object answer) throws InvalidAnswerException {
        return switch (rules.kind()) {
            case STRING, SECRET, TEXT -> text(rules, answer);
            case INTEGER -> integer(rules, answer);
            case NUMBER -> number(rules, answer);
            case SINGLE_CHOICE, DROP_DOWN -> choice(rules, answer);
            case MULTIPLE_CHOICE, LIST_CHOICE -> choices(rules, answer);
            case DATE_TIME -> moment(rules, answer);
            case DURATION -> duration(rules, answer);
            case LOCATION -> location(rules, answer);
            case VALUES -> values(rules, answer);
            case UPLOAD -> upload(rules, answer);
            case CAPTCHA -> captcha(rules, answer);
        };
    }

    /**
     * Checks the answers of a form.
     *
     * @param prompts what each question says, for the message
     * @param answers a list with an answer for each question
     * @return a list of what is stored
     * @throws InvalidAnswerException if one does not follow its rules; the message has a line for each that does not
     */
    public List<Object> readAll(List<Rules> questions, List<String> prompts, @Nullable Object answers)
            throws InvalidAnswerException {
        List<?> given = list(answers);
        if (given.size() != questions.size()) {
            throw new InvalidAnswerException(
                    "there must be %d answers, one for each question".formatted(questions.size()));
        }
        List<Object> stored = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String problem = "";
            try {
                stored.add(read(questions.get(i), given.get(i)));
            } catch (InvalidAnswerException e) {
                problem = e.getMessage();
            }
            problems.add(problem);
        }
        if (stored.size() < questions.size()) {
            throw new InvalidAnswerException(prompts, problems);
        }
        return stored;
    }

    private static boolean isEmpty(@Nullable Object answer) {
        return answer == null || (answer instanceof String text && text.isBlank());
    }

    /** The default of a question that was left empty. */
    private static Object otherwise(Rules rules) throws InvalidAnswerException {
        Object value = rules.value("default");
        if (value == null || rules.is("required")) {
            throw new InvalidAnswerException("this must be answered");
        }
        return value;
    }

    private static String text(Rules rules, @Nullable Object answer) throws InvalidAnswerException {
        if (answer instanceof Map || answer instanceof List) {
            throw new InvalidAnswerException("this must be text");
        }
        String given = answer == null ? "" : String.valueOf(answer);
        String text = rules.kind() == Kind.STRING ? given.strip() : given;
        if (text.indexOf('\0') >= 0) {
            throw new InvalidAnswerException("this has a character that no text may have (NUL)");
        }
        if (text.isBlank()) {
            if (rules.is("required")) {
                throw new InvalidAnswerException("this must be answered");
            }
            return text;
        }
        if (rules.kind() == Kind.STRING && text.lines().count() > 1) {
            throw new InvalidAnswerException("this must be one line");
        }
        int length = text.codePointCount(0, text.length());
        Optional<BigDecimal> least = rules.number("min_length");
        if (least.isPresent() && length < least.get().intValue()) {
            throw new InvalidAnswerException(
                    "this must have at least %s characters; it has %d".formatted(least.get(), length));
        }
        Optional<BigDecimal> most = rules.number("max_length");
        if (most.isPresent() && length > most.get().intValue()) {
            throw new InvalidAnswerException(
                    "this must have at most %s characters; it has %d".formatted(most.get(), length));
        }
        if (rules.is("is_identifier") && !IDENTIFIER.matcher(text).matches()) {
            throw new InvalidAnswerException(
                    "this must begin with a small letter, and have nothing but small letters and digits (a to z, 0 to 9)");
        }
        if (rules.is("is_git_url")
                && !(length <= LONGEST_URL && GIT_URL.matcher(text).matches())) {
            throw new InvalidAnswerException(
                    "this must be the URL of a git repository, such as https://example.org/you/project.git");
        }
        Optional<String> pattern = rules.text("pattern");
        if (pattern.isPresent() && !BoundedMatch.matches(pattern.get(), text)) {
            throw new InvalidAnswerException(rules.text("pattern_message").orElse("this must match " + pattern.get()));
        }
        refuseListed(rules, "not_exist", text, "%s %s exists already");
        refuseListed(rules, "not_allowed", text, "%s %s is not allowed");
        return text;
    }

    private static void refuseListed(Rules rules, String rule, String text, String message)
            throws InvalidAnswerException {
        List<?> listed = rules.list(rule);
        if (listed.size() == 2 && listed.get(1) instanceof List<?> names && names.contains(text)) {
            String shown = rules.kind() == Kind.SECRET ? "of that kind" : text;
            throw new InvalidAnswerException(message.formatted(listed.get(0), shown));
        }
    }

    private static Object integer(Rules rules, @Nullable Object answer) throws InvalidAnswerException {
        if (isEmpty(answer)) {
            return otherwise(rules);
        }
        BigDecimal number = decimal(answer, "this must be a whole number");
        try {
            int whole = number.intValueExact();
            range(rules, number);
            return whole;
        } catch (ArithmeticException e) {
            boolean isWhole = number.stripTrailingZeros().scale() <= 0;
            throw new InvalidAnswerException(
                    isWhole
                            ? "this must be a whole number from %d to %d"
                                    .formatted(Integer.MIN_VALUE, Integer.MAX_VALUE)
                            : "this must be a whole number");
        }
    }

    private static Object number(Rules rules, @Nullable Object answer) throws InvalidAnswerException {
        if (isEmpty(answer)) {
            return otherwise(rules);
        }
        BigDecimal number = decimal(answer, "this must be a number");
        range(rules, number);
        return number;
    }

    private static BigDecimal decimal(@Nullable Object answer, String otherwise) throws InvalidAnswerException {
        if (answer instanceof Number || answer instanceof String) {
            String text = String.valueOf(answer).strip();
            // An exponent could make a number that fills the memory.
            if (text.length() <= 100 && text.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,2})?")) {
                return new BigDecimal(text);
            }
        }
        throw new InvalidAnswerException(otherwise);
    }

    private static void range(Rules rules, BigDecimal number) throws InvalidAnswerException {
        Optional<BigDecimal> least = rules.number("min");
        if (least.isPresent() && number.compareTo(least.get()) < 0) {
            throw new InvalidAnswerException(
                    "this must be %s or more".formatted(least.get().toPlainString()));
        }
        Optional<BigDecimal> most = rules.number("max");
        if (most.isPresent() && number.compareTo(most.get()) > 0) {
            throw new InvalidAnswerException(
                    "this must be %s or less".formatted(most.get().toPlainString()));
        }
    }

    private static Object choice(Rules rules, @Nullable Object answer) throws InvalidAnswerException {
        if (isEmpty(answer)) {
            return otherwise(rules);
        }
        return option(rules, answer);
    }

    private static String option(Rules rules, @Nullable Object answer) throws InvalidAnswerException {
        String chosen = answer instanceof Map || answer instanceof List ? "" : String.valueOf(answer);
        if (!rules.options().contains(chosen)) {
            throw new InvalidAnswerException("this must be one of the options");
        }
        return chosen;
    }

    private static Object choices(Rules rules, @Nullable Object answer) throws InvalidAnswerException {
        List<?> given = list(answer);
        for (Object one : given) {
            option(rules, one);
        }
        List<String> chosen =
                rules.options().stream().filter(given::contains).distinct().toList();
        Optional<BigDecimal> least = rules.number("min_options");
        if (least.isPresent() && chosen.size() < least.get().intValue()) {
            throw new InvalidAnswerException("at least %s must be chosen".formatted(least.get()));
        }
        Optional<BigDecimal> most = rules.number("max_options");
        if (most.isPresent() && chosen.size() > most.get().intValue()) {
            throw new InvalidAnswerException("at most %s can be chosen".formatted(most.get()));
        }
        return chosen;
    }

    private static List<?> list(@Nullable Object answer) throws InvalidAnswerException {
        if (isEmpty(answer)) {
            return List.of();
        }
        if (answer instanceof List<?> list) {
            return list;
        }
        try {
            if (Json.read(String.valueOf(answer)) instanceof List<?> list) {
                return list;
            }
        } catch (IOException e) {
            // Said below.
        }
        throw new InvalidAnswerException("this must be a list");
    }

    private Object moment(Rules rules, @Nullable Object answer) throws InvalidAnswerException {
        if (isEmpty(answer)) {
            return otherwise(rules);
        }
        long seconds;
        try {
            seconds = decimal(answer, "this must be a date and a time").longValueExact();
        } catch (ArithmeticException e) {
            throw new InvalidAnswerException("this must be a date and a time");
        }
        if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
            throw new InvalidAnswerException("this must be a date and a time");
        }
        Instant now = clock.instant();
        if (rules.is("future") && !Instant.ofEpochSecond(seconds).isAfter(now)) {
            throw new InvalidAnswerException("this must be in the future");
        }
        List<?> least = rules.list("min_time");
        if (least.size() == 2 && seconds < now.getEpochSecond() + Long.parseLong(String.valueOf(least.get(0)))) {
            throw new InvalidAnswerException(String.valueOf(least.get(1)));
        }
        return seconds;
    }

    /** Either seconds, or the form {@code 1Y 2M 3w 4d 5h 6m}, of which any part may be missing. */
    private static Object duration(Rules rules, @Nullable Object answer) throws InvalidAnswerException {
        if (isEmpty(answer)) {
            return otherwise(rules);
        }
        String wrong = "this must be a length of time, such as 1Y 2M 3w 4d 5h 6m";
        if (answer instanceof Number) {
            return seconds(decimal(answer, wrong), wrong);
        }
        long seconds = 0;
        Set<String> units = new HashSet<>();
        for (String part : String.valueOf(answer).strip().split("\\s+", DURATION_UNITS + 1)) {
            if (!part.matches("\\d{1,9}[YMwdhms]") || !units.add(part.substring(part.length() - 1))) {
                throw new InvalidAnswerException(wrong);
            }
            seconds += Long.parseLong(part.substring(0, part.length() - 1))
                    * switch (part.charAt(part.length() - 1)) {
                        case 'Y' -> 365L * 86_400;
                        case 'M' -> 30L * 86_400;
                        case 'w' -> 7L * 86_400;
                        case 'd' -> 86_400L;
                        case 'h' -> 3_600L;
                        case 'm' -> 60L;
                        default -> 1L;
                    };
        }
        return seconds;
    }

    private static long seconds(BigDecimal given, String otherwise) throws InvalidAnswerException {
        try {
            long seconds = given.longValueExact();
            if (seconds >= 0) {
                return seconds;
            }
        } catch (ArithmeticException e) {
            // Said below: it has a fraction, or is longer than anything.
        }
        throw new InvalidAnswerException(otherwise);
    }

    /** Longitude first, as GeoJSON has it. */
    private static Object location(Rules rules, @Nullable Object answer) throws InvalidAnswerException {
        if (isEmpty(answer)) {
            return otherwise(rules);
        }
        List<?> given = list(answer);
        if (given.size() != 2) {
            throw new InvalidAnswerException("this must be a longitude and a latitude");
        }
        return List.of(
                degrees(given.get(0), 180, "the longitude must be from -180 to 180"),
                degrees(given.get(1), 90, "the latitude must be from -90 to 90"));
    }

    private static BigDecimal degrees(@Nullable Object given, int most, String otherwise)
            throws InvalidAnswerException {
        BigDecimal degrees = decimal(given, otherwise);
        if (degrees.abs().compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new InvalidAnswerException(otherwise);
        }
        return degrees;
    }

    private static Object values(Rules rules, @Nullable Object answer) throws InvalidAnswerException {
        Map<?, ?> given = map(answer);
        if (given.isEmpty() && rules.is("required")) {
            throw new InvalidAnswerException("at least one must be given");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        given.forEach((name, value) -> {
            if (String.valueOf(name).isBlank() || value instanceof Map || value instanceof List) {
                wrong.add(String.valueOf(name));
            }
            values.put(String.valueOf(name), value == null ? "" : String.valueOf(value));
        });
        if (!wrong.isEmpty()) {
            throw new InvalidAnswerException("each must have a name, and a value that is text");
        }
        return values;
    }

    private static Map<?, ?> map(@Nullable Object answer) throws InvalidAnswerException {
        if (isEmpty(answer)) {
            return Map.of();
        }
        if (answer instanceof Map<?, ?> map) {
            return map;
        }
        try {
            if (Json.read(String.valueOf(answer)) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (IOException e) {
            // Said below.
        }
        throw new InvalidAnswerException("this must be names with values");
    }

    /** A file was sent before; the answer says which. */
    private Object upload(Rules rules, @Nullable Object answer) throws InvalidAnswerException {
        Object id = answer instanceof Map<?, ?> map ? map.get(UPLOAD) : null;
        Optional<Upload> sent = id == null ? Optional.empty() : uploads.apply(String.valueOf(id));
        if (sent.isEmpty()) {
            throw new InvalidAnswerException("a file must be sent");
        }
        Upload upload = sent.get();
        Optional<BigDecimal> most = rules.number("max_size");
        if (most.isPresent() && BigDecimal.valueOf(upload.size()).compareTo(most.get()) > 0) {
            throw new InvalidAnswerException("the file may have at most %,d bytes; it has %,d"
                    .formatted(most.get().longValue(), upload.size()));
        }
        List<?> types = rules.list("allowed_types");
        if (!types.isEmpty() && types.stream().noneMatch(type -> isOfType(upload, String.valueOf(type)))) {
            throw new InvalidAnswerException("the file must be of one of these types: %s"
                    .formatted(String.join(
                            ", ", types.stream().map(String::valueOf).toList())));
        }
        return AnswerValues.of(upload);
    }

    private static boolean isOfType(Upload upload, String type) {
        String wanted = type.toLowerCase(Locale.ROOT);
        String name = upload.fileName().toLowerCase(Locale.ROOT);
        if (wanted.endsWith("/*")) {
            return upload.type().startsWith(wanted.substring(0, wanted.length() - 1));
        }
        return wanted.contains("/")
                ? upload.type().equals(wanted)
                : name.endsWith(wanted.startsWith(".") ? wanted : "." + wanted);
    }

    private static Object captcha(Rules rules, @Nullable Object answer) throws InvalidAnswerException {
        if (isEmpty(answer)) {
            throw new InvalidAnswerException("this must be answered");
        }
        return String.valueOf(answer).strip().equals(rules.text(Rules.EXPECTED).orElse(""));
    }
}
