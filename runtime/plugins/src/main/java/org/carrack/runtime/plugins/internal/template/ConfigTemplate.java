package org.carrack.runtime.plugins.internal.template;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.model.Nearest;
import org.carrack.runtime.plugins.internal.template.IniFile.Option;
import org.carrack.runtime.plugins.internal.template.IniFile.Problem;
import org.carrack.runtime.plugins.internal.template.IniFile.Section;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;

/**
 * What can be configured of a plugin: the file {@code config/plugins/<Plugin>.ini} of its package, in the format of Ockle's INI templates. Each
 * value is a JSON list with the type first: {@code WAIT_TIME=["int",1]}. Immutable.
 */
public final class ConfigTemplate {

    private static final Pattern RANGE = Pattern.compile("\\s*(-?\\d{1,18})\\s*-\\s*(-?\\d{1,18})\\s*");

    private final Map<String, Map<String, TemplateOption>> sections = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final String file;

    private ConfigTemplate(String file) {
        this.file = file;
    }

    /**
     * Reads a template.
     *
     * @param file its name, for messages
     */
    public static ConfigTemplate read(String file, String text) {
        ConfigTemplate template = new ConfigTemplate(file);
        IniFile ini = IniFile.read(file, text);
        template.problems.addAll(ini.problems());
        for (Section section : ini.sections()) {
            Map<String, TemplateOption> options = new LinkedHashMap<>();
            ini.section("DEFAULT")
                    .ifPresent(common -> common.options().forEach((name, option) -> {
                        if (!section.options().containsKey(name)) {
                            template.add(ini, section, option, options);
                        }
                    }));
            section.options().values().forEach(option -> template.add(ini, section, option, options));
            template.sections.put(section.name(), options);
        }
        return template;
    }

    private void add(IniFile ini, Section section, Option option, Map<String, TemplateOption> options) {
        try {
            List<?> list = list(ini, section, option);
            options.put(
                    option.name().toLowerCase(Locale.ROOT),
                    new Reading(section.name(), option, list, warning -> problem(option, warning, true)).option());
        } catch (ValueException e) {
            problem(option, "%s %s".formatted(option.name(), e.getMessage()), false);
        }
    }

    private void problem(Option option, String message, boolean isWarning) {
        problems.add(new Problem(file, option.line(), message, isWarning));
    }

    /** What follows a semicolon may be a comment, or a part of a text in the list. */
    private static List<?> list(IniFile ini, Section section, Option option) throws ValueException {
        for (String value : new String[] {option.withComments(), option.value()}) {
            try {
                if (JsonValues.readValue(ini.expanded(section.name(), value)) instanceof List<?> list) {
                    return list;
                }
            } catch (IOException e) {
                // Tried without the comment, or refused below.
            }
        }
        throw new ValueException("must be a list in JSON with the type first, such as [\"int\", 1], not "
                + (option.value().isEmpty() ? "nothing" : option.value()));
    }

    /** One list of a template as it is read. */
    private static final class Reading {

        private final String section;
        private final Option option;
        private final List<?> list;
        private final Consumer<String> warnings;

        Reading(String section, Option option, List<?> list, Consumer<String> warnings) {
            this.section = section;
            this.option = option;
            this.list = list;
            this.warnings = warnings;
        }

        private @Nullable Object element(int index) {
            return index < list.size() ? list.get(index) : null;
        }

        TemplateOption option() throws ValueException {
            if (!(element(0) instanceof String name)) {
                throw new ValueException("must have its type first, as a text: " + OptionType.names());
            }
            OptionType type = OptionType.of(name);
            Object second = element(1);
            int known = 2;
            TemplateOption made;
            switch (type) {
                case INTRANGE -> {
                    Matcher range = RANGE.matcher(Objects.toString(element(2), ""));
                    if (!range.matches()) {
                        throw new ValueException(
                                "is an intrange and needs its range third, such as \"1-8\", not " + element(2));
                    }
                    long least = Long.parseLong(range.group(1));
                    long greatest = Long.parseLong(range.group(2));
                    if (least > greatest) {
                        throw new ValueException("has the empty range " + element(2));
                    }
                    known = 3;
                    made = make(
                            type,
                            List.of(),
                            OptionalLong.of(least),
                            OptionalLong.of(greatest),
                            false,
                            "",
                            List.of(),
                            false);
                }
                case SELECT -> {
                    known = 3;
                    boolean isReadOnly = Boolean.TRUE.equals(second);
                    List<String> standard = second instanceof String text ? List.of(text) : List.of();
                    made = make(
                            type,
                            standard,
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            false,
                            "",
                            choices(2),
                            isReadOnly);
                    if (second != null && !(second instanceof Boolean) && !(second instanceof String)) {
                        throw new ValueException(
                                "is a select: second comes its default, or whether it cannot be changed, not "
                                        + second);
                    }
                }
                case MULTILIST -> {
                    if (second != null && !(second instanceof Boolean)) {
                        throw new ValueException(
                                "is a multilist: second comes whether its order counts, true or false, not " + second);
                    }
                    String link = element(2) instanceof String text ? text : "";
                    int choicesAt = element(2) instanceof List ? 2 : 3;
                    known = Math.max(3, choicesAt + 1);
                    made = make(
                            type,
                            List.of(),
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            Boolean.TRUE.equals(second),
                            link,
                            choices(choicesAt),
                            false);
                }
                case UNKNOWN -> {
                    warnings.accept("%s has the type %s, which is none of %s%s; any text can be its value"
                            .formatted(
                                    option.name(),
                                    name,
                                    OptionType.names(),
                                    Nearest.to(name, Set.of(OptionType.names().split(", ")))
                                            .map(", did you mean %s?"::formatted)
                                            .orElse("")));
                    known = list.size();
                    made = make(
                            type,
                            List.of(second instanceof List || second == null ? "" : String.valueOf(second)),
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            false,
                            "",
                            List.of(),
                            false);
                }
                default ->
                    made = make(
                            type, List.of(), OptionalLong.empty(), OptionalLong.empty(), false, "", List.of(), false);
            }
            if (list.size() > known) {
                warnings.accept("%s has more in its list than the type %s takes; it is left out"
                        .formatted(option.name(), type));
            }
            return withDefault(made, second);
        }

        private List<String> choices(int index) throws ValueException {
            Object choices = element(index);
            if (choices == null) {
                return List.of();
            }
            if (choices instanceof List<?> texts && texts.stream().noneMatch(one -> one instanceof List)) {
                return texts.stream().map(String::valueOf).toList();
            }
            throw new ValueException("must have its choices as a list of texts, not " + choices);
        }

        /** A default is a value as any other. */
        private TemplateOption withDefault(TemplateOption made, @Nullable Object second) throws ValueException {
            switch (made.type()) {
                case MULTILIST, UNKNOWN -> {
                    return made;
                }
                case SELECT -> {
                    if (!made.standard().isEmpty()) {
                        check(made, made.standard().get(0));
                    }
                    return made;
                }
                default -> {
                    if (second == null && (made.type() == OptionType.STRING || made.type() == OptionType.PASSWORD)) {
                        return with(made, List.of(""));
                    }
                    if (second == null || second instanceof List || second instanceof Map) {
                        throw new ValueException("needs a default second, such as [\"int\", 1]");
                    }
                    // Of 5.0 what counts is 5.
                    String text = second instanceof Double number
                                    && number == Math.rint(number)
                                    && made.type() != OptionType.STRING
                            ? String.valueOf(number.longValue())
                            : String.valueOf(second);
                    boolean isText = made.type() == OptionType.STRING || made.type() == OptionType.PASSWORD;
                    if (second instanceof Boolean && made.type() != OptionType.BOOL && !isText) {
                        throw new ValueException("has a default that is no %s: %s".formatted(made.type(), second));
                    }
                    return with(made, check(made, text));
                }
            }
        }

        private static List<String> check(TemplateOption option, String text) throws ValueException {
            try {
                return option.checked(List.of(text));
            } catch (ValueException e) {
                throw new ValueException("has a default that it cannot have: it " + e.getMessage());
            }
        }

        private static TemplateOption with(TemplateOption option, List<String> standard) {
            return new TemplateOption(
                    option.section(),
                    option.name(),
                    option.type(),
                    standard,
                    option.min(),
                    option.max(),
                    option.isOrdered(),
                    option.link(),
                    option.choices(),
                    option.isReadOnly(),
                    option.description(),
                    option.line());
        }

        private TemplateOption make(
                OptionType type,
                List<String> standard,
                OptionalLong min,
                OptionalLong max,
                boolean isOrdered,
                String link,
                List<String> choices,
                boolean isReadOnly) {
            return new TemplateOption(
                    section,
                    option.name(),
                    type,
                    standard,
                    min,
                    max,
                    isOrdered,
                    link,
                    choices,
                    isReadOnly,
                    option.comment(),
                    option.line());
        }
    }

    /** What is wrong with the template. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Its first mistake that keeps it from being used. */
    public Optional<Problem> mistake() {
        return problems.stream().filter(problem -> !problem.isWarning()).findFirst();
    }

    /** The names of its sections, in their order. */
    public List<String> sections() {
        return List.copyOf(sections.keySet());
    }

    /** The options of a section, in their order; none if it has no such section. */
    public List<TemplateOption> options(String section) {
        return List.copyOf(sections.getOrDefault(section, Map.of()).values());
    }

    /** An option. */
    public Optional<TemplateOption> option(String section, String name) {
        return Optional.ofNullable(sections.getOrDefault(section, Map.of()).get(name.toLowerCase(Locale.ROOT)));
    }
}
