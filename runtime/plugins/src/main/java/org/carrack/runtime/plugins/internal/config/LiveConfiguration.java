package org.carrack.runtime.plugins.internal.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.carrack.manage.ConfigForm;
import org.carrack.model.Nearest;
import org.carrack.plugin.PluginConfiguration;
import org.carrack.runtime.plugins.internal.config.PluginDocument.Values;
import org.carrack.runtime.plugins.internal.template.ConfigTemplate;
import org.carrack.runtime.plugins.internal.template.Durations;
import org.carrack.runtime.plugins.internal.template.OptionType;
import org.carrack.runtime.plugins.internal.template.TemplateOption;
import org.carrack.spi.server.FailureText;
import org.slf4j.Logger;

/**
 * What counts of the configuration of a plugin. The file is looked at with each call of a getter, and read again when it is another; a text with
 * mistakes is told and counts for nothing. For any thread.
 */
public final class LiveConfiguration {

    private final PluginDocument document;
    private final Path home;
    private final Logger log;
    private String stamp = "never read";
    private Values valid;
    private Optional<String> mistake;
    private long changes;

    /** @param home the folder of the server, which {@code ~~HOME~~} is */
    public LiveConfiguration(PluginDocument document, Path home, Logger log) {
        this.document = document;
        this.home = home;
        this.log = log;
        valid = document.values("");
        mistake = valid.mistake();
        refresh();
    }

    /** The document that it reads. */
    public PluginDocument document() {
        return document;
    }

    /** Why the file, or the template, counts for nothing now; nothing if it does. */
    public synchronized Optional<String> mistake() {
        refresh();
        return mistake;
    }

    /** A number that is another when other values count. */
    public synchronized long changes() {
        refresh();
        return changes;
    }

    /** Reads the file again although it looks the same: what can be chosen may be another by now. */
    public synchronized void readAgain() {
        stamp = "never read";
        refresh();
    }

    private synchronized Values current() {
        refresh();
        return valid;
    }

    private void refresh() {
        try {
            String now = stamp(document.file());
            if (now.equals(stamp)) {
                return;
            }
            Values read = document.values(now.isEmpty() ? "" : Files.readString(document.file()));
            stamp = now;
            read.problems().stream()
                    .filter(ConfigForm.Problem::isWarning)
                    .forEach(problem -> log.warn("{}", problem.message()));
            mistake = read.mistake();
            if (mistake.isPresent()) {
                log.error("{}", mistake.get());
            } else if (!read.texts().equals(valid.texts())) {
                valid = read;
                changes++;
            }
        } catch (IOException e) {
            String reason = e instanceof CharacterCodingException
                    ? "%s is not in UTF-8; it counts for nothing until it is mended"
                            .formatted(home.relativize(document.file()))
                    : "%s cannot be read: %s".formatted(home.relativize(document.file()), FailureText.ofFile(e));
            if (mistake.isEmpty() || !mistake.get().equals(reason)) {
                log.error("{}; what it said before counts", reason);
            }
            mistake = Optional.of(reason);
            stamp = "unreadable";
        }
    }

    /** What changes with the file; empty if there is none. */
    private static String stamp(Path file) throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return "%s %d %s".formatted(now.lastModifiedTime(), now.size(), now.fileKey());
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** The fields of the form, with the values that count. */
    public List<ConfigForm.Field> fields() {
        String text;
        try {
            text = mistake().isEmpty() ? Files.readString(document.file()) : "";
        } catch (IOException e) {
            text = "";
        }
        return document.read(text).sections().stream()
                .flatMap(section -> section.fields().stream())
                .toList();
    }

    /** The getters of the plugin's own section. */
    public PluginConfiguration own() {
        return new SectionConfiguration(document.ownSection());
    }

    private final class SectionConfiguration implements PluginConfiguration {

        private final String section;

        SectionConfiguration(String section) {
            this.section = section;
        }

        private ConfigTemplate template() {
            return document.template();
        }

        private TemplateOption option(String name) {
            return template().option(section, name).orElseThrow(() -> {
                List<String> known = template().options(section).stream()
                        .map(TemplateOption::name)
                        .toList();
                return new IllegalArgumentException("the template of %s has no option %s in [%s]; %s"
                        .formatted(
                                document.name(),
                                name,
                                section,
                                Nearest.to(name, known)
                                        .map("did you mean %s?"::formatted)
                                        .orElse("these are: "
                                                + (known.isEmpty() ? "none" : String.join(", ", known)))));
            });
        }

        private List<String> values(TemplateOption option) {
            List<String> values = current().texts().get(document.key(option).toLowerCase(Locale.ROOT));
            return values == null ? option.standard() : values;
        }

        private String one(TemplateOption option) {
            return values(option).stream().findFirst().orElse("");
        }

        private IllegalArgumentException wrong(TemplateOption option, String wanted) {
            return new IllegalArgumentException("%s of %s has the type %s, and is read as %s"
                    .formatted(option.name(), document.name(), option.type(), wanted));
        }

        @Override
        public String text(String name) {
            TemplateOption option = option(name);
            String text = option.type() == OptionType.MULTILIST ? option.written(values(option)) : one(option);
            if (option.type() != OptionType.STRING) {
                return text;
            }
            // In a template it can be written as %%HOME%%, too; what somebody has said is taken as it is.
            boolean isDefault = option.standard().equals(List.of(text));
            return (isDefault ? text.replace("%HOME%", home + "/") : text).replace("~~HOME~~", home + "/");
        }

        @Override
        public long integer(String name) {
            TemplateOption option = option(name);
            if (option.type() != OptionType.INT && option.type() != OptionType.INTRANGE) {
                throw wrong(option, "a whole number");
            }
            return Long.parseLong(one(option));
        }

        @Override
        public boolean flag(String name) {
            TemplateOption option = option(name);
            if (option.type() != OptionType.BOOL) {
                throw wrong(option, "true or false");
            }
            return Boolean.parseBoolean(one(option));
        }

        @Override
        public List<String> texts(String name) {
            TemplateOption option = option(name);
            return option.type() == OptionType.MULTILIST ? values(option) : List.of(text(name));
        }

        @Override
        public Duration duration(String name) {
            TemplateOption option = option(name);
            if (option.type() != OptionType.DURATION) {
                throw wrong(option, "a duration; say what unit it has");
            }
            return Durations.parse(one(option)).orElseThrow(() -> wrong(option, "a duration"));
        }

        @Override
        public Duration duration(String name, ChronoUnit unit) {
            return option(name).type() == OptionType.DURATION ? duration(name) : Duration.of(integer(name), unit);
        }

        @Override
        public PluginConfiguration section(String name) {
            if (!template().sections().contains(name)) {
                throw new IllegalArgumentException("the template of %s has no section [%s]; these are: %s"
                        .formatted(
                                document.name(),
                                name,
                                String.join(", ", template().sections())));
            }
            return new SectionConfiguration(name);
        }
    }
}
