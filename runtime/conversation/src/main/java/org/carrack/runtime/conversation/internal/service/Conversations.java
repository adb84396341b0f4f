package org.carrack.runtime.conversation.internal.service;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.carrack.auth.Caller;
import org.carrack.conversation.ConversationModule;
import org.carrack.conversation.Reply;
import org.carrack.conversation.Utterance;
import org.carrack.runtime.conversation.internal.match.Classifier;
import org.carrack.runtime.conversation.internal.match.Classifier.Outcome;
import org.carrack.runtime.conversation.internal.match.Classifier.Scored;
import org.carrack.runtime.conversation.internal.pack.Trigger;
import org.carrack.runtime.conversation.internal.pack.Variables;
import org.carrack.runtime.conversation.internal.service.LiveModules.Index;
import org.carrack.runtime.conversation.internal.state.Conversation;
import org.carrack.runtime.conversation.internal.state.Conversation.Pending;
import org.carrack.runtime.conversation.internal.state.ConversationTable;
import org.carrack.runtime.conversation.internal.text.ArrangedText;
import org.carrack.runtime.conversation.internal.text.ArrangedText.Found;
import org.carrack.runtime.conversation.internal.text.Numbers;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.manage.ConversationInspector;
import org.carrack.spi.server.VirtualThreads;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers sentences. For any thread; everything may block. */
@Component(service = {Conversations.class, ConversationInspector.class})
public final class Conversations implements ConversationInspector {

    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);

    private static final String DEFAULT_LANGUAGE = "en";
    private static final int MOST_CANDIDATES = 5;
    private static final int STRIPES = 64;
    private static final Duration SWEEP = Duration.ofMinutes(10);

    private final LiveModules modules;
    private final ConversationConfig config;
    private final ConversationTable table;
    private final RandomGenerator random;
    private final Clock clock;
    private final Object[] stripes = new Object[STRIPES];
    private volatile long swept;

    @Activate
    public Conversations(
            @Reference LiveModules modules,
            @Reference(target = "(carrack.database=server)") DataSource database,
            @Reference ServerConfig serverConfig) {
        this.modules = modules;
        this.random = new SecureRandom();
        config = serverConfig.view(ConversationConfig.class);
        clock = Clock.systemUTC();
        table = new ConversationTable(database, clock);
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Object();
        }
    }

    /**
     * Answers a sentence.
     *
     * @param locale the language that is wanted; of one that nobody has, English, or the first there is
     * @param id of the conversation; one that is none, or another's, begins a new one
     */
    Answer answer(String sentence, String locale, String id, Caller caller) {
        String known =
                id.matches("[A-Za-z0-9-]{8,100}") ? id : UUID.randomUUID().toString();
        synchronized (stripes[Math.floorMod(known.hashCode(), STRIPES)]) {
            return answerInTurn(sentence, locale, known, caller);
        }
    }

    private Answer answerInTurn(String sentence, String locale, String wanted, Caller caller) {
        Index index = modules.index();
        String language = language(index, locale);
        Locale spoken = Locale.forLanguageTag(language);
        Optional<Conversation> there = find(wanted);
        boolean isAnothers = there.isPresent() && !there.get().owner().equals(caller.name());
        String id = isAnothers ? UUID.randomUUID().toString() : wanted;
        if (sentence.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > config.sentenceBytes()) {
            return told(Answer.TOO_LONG, spoken, Map.of(), id);
        }
        Conversation conversation = isAnothers || there.isEmpty() ? Conversation.begun(caller.name()) : there.get();
        Optional<Pending> pending = conversation.pending();
        if (pending.isPresent() && modules.isOpen(pending.get().packageName(), caller)) {
            return goOn(pending.get(), sentence, spoken, id, conversation, caller);
        }
        Classifier classifier = index.classifiers().get(language);
        List<Scored> candidates =
                classifier == null ? List.of() : classifier.classify(sentence, name -> modules.isOpen(name, caller));
        return switch (Classifier.decide(candidates, threshold(), margin())) {
            case NOT_UNDERSTOOD -> told(Answer.NOT_UNDERSTOOD, spoken, Map.of(), id);
            case UNCLEAR -> told(Answer.UNCLEAR, spoken, Map.of("candidates", near(candidates)), id);
            case UNDERSTOOD -> {
                Scored best = candidates.get(0);
                Map<String, Found> entries = entries(best.candidate().trigger(), sentence);
                yield call(
                        best.candidate().packageName(),
                        best.candidate().trigger(),
                        new Said(
                                sentence,
                                entries,
                                spoken,
                                caller,
                                conversation
                                        .states()
                                        .getOrDefault(best.candidate().packageName(), Map.of())),
                        id,
                        conversation);
            }
        };
    }

    private double threshold() {
        return config.thresholdPercent() / 100.0;
    }

    private double margin() {
        return config.marginPercent() / 100.0;
    }

    private List<String> near(List<Scored> candidates) {
        double least = candidates.get(0).score() - margin();
        return candidates.stream()
                .filter(one -> one.score() > least)
                .limit(MOST_CANDIDATES)
                .map(one -> one.text().strip())
                .toList();
    }

    private static String language(Index index, String locale) {
        String language = LiveModules.language(locale);
        return index.classifiers().containsKey(language)
                ? language
                : index.classifiers().containsKey(DEFAULT_LANGUAGE)
                                || index.classifiers().isEmpty()
                        ? DEFAULT_LANGUAGE
                        : index.classifiers().keySet().iterator().next();
    }

    private static Map<String, Found> entries(Trigger trigger, String sentence) {
        ArrangedText text = ArrangedText.of(sentence);
        Map<String, Found> entries = new HashMap<>();
        trigger.entries().forEach((name, parser) -> entries.put(name, parser.find(text)));
        return entries;
    }

    /** What was asked for is the sentence that comes next, whatever it is like. */
    private Answer goOn(
            Pending pending, String sentence, Locale spoken, String id, Conversation conversation, Caller caller) {
        Map<String, Found> entries = new HashMap<>();
        pending.entries()
                .forEach((name, value) ->
                        entries.put(name, new Found(value, pending.originals().getOrDefault(name, value))));
        entries.put(pending.entry(), new Found(ArrangedText.of(sentence).text(), sentence.strip()));
        String function = pending.trigger().replaceAll("\\[\\d+]$", "");
        Trigger trigger = new Trigger(function, 0, List.of(), List.of(), Map.of());
        Map<String, String> state = conversation.states().getOrDefault(pending.packageName(), Map.of());
        return call(
                pending.packageName(),
                trigger,
                new Said(pending.sentence(), entries, spoken, caller, state),
                id,
                conversation);
    }

    private Answer call(String packageName, Trigger trigger, Said said, String id, Conversation conversation) {
        Optional<ConversationModule> module = modules.find(packageName, trigger.function());
        if (module.isEmpty()) {
            // Its package has gone a moment ago.
            save(id, conversation.with(packageName, said.state(), Optional.empty()));
            return told(Answer.NOT_UNDERSTOOD, said.locale(), Map.of(), id);
        }
        Reply reply;
        try {
            reply = ask(module.get(), said);
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            boolean isLate = e instanceof TimeoutException;
            modules.log(packageName)
                    .error(
                            "the module {} {}",
                            trigger.function(),
                            isLate ? "did not answer within %d ms".formatted(config.timeLimitMs()) : "failed",
                            isLate ? null : e.getCause());
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            save(
                    id,
                    conversation.with(
                            packageName,
                            Map.copyOf(conversation.states().getOrDefault(packageName, Map.of())),
                            Optional.empty()));
            return new Answer(
                    packageName,
                    Sentences.of("failed", said.locale()),
                    Map.of(),
                    id,
                    said.locale().toLanguageTag());
        }
        Optional<Pending> asked = reply.asked().isEmpty()
                ? Optional.empty()
                : Optional.of(new Pending(
                        packageName,
                        "%s[%d]".formatted(trigger.function(), trigger.index()),
                        reply.asked(),
                        said.sentence(),
                        said.entries(),
                        said.originals()));
        save(id, conversation.with(packageName, said.state(), asked));
        return answered(packageName, reply, said.locale(), id);
    }

    private Answer answered(String packageName, Reply reply, Locale locale, String id) {
        Map<String, Object> data = new LinkedHashMap<>(reply.data());
        if (!reply.actions().isEmpty()) {
            data.put("actions", reply.actions());
        }
        if (!reply.chat().isEmpty()) {
            data.put("chat", "/%s/chats/%s".formatted(packageName, reply.chat()));
        }
        List<String> messages = messages(packageName, locale, reply.tag());
        if (messages.isEmpty()) {
            modules.log(packageName)
                    .warn("there is no response {} in {} to answer with", reply.tag(), locale.toLanguageTag());
            return told(Answer.NOT_UNDERSTOOD, locale, data, id);
        }
        String message = messages.get(random.nextInt(messages.size()));
        return new Answer(packageName, Variables.filled(message, data), data, id, locale.toLanguageTag());
    }

    private List<String> messages(String packageName, Locale locale, String tag) {
        return modules.index().packs().getOrDefault(packageName, Map.of()).values().stream()
                .filter(pack -> LiveModules.language(pack.locale()).equals(locale.getLanguage()))
                .map(pack -> pack.responses().messages().getOrDefault(tag, List.of()))
                .filter(messages -> !messages.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static Answer told(String what, Locale locale, Map<String, Object> data, String id) {
        return new Answer(what, Sentences.of(what, locale), data, id, locale.toLanguageTag());
    }

    private Reply ask(ConversationModule module, Said said)
            throws ExecutionException, TimeoutException, InterruptedException {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        Thread asking = VirtualThreads.unstarted("module " + module.getClass().getName(), () -> {
            try {
                @Nullable Reply reply = module.respond(said);
                if (reply == null) {
                    answer.completeExceptionally(new IllegalStateException("it answered null"));
                } else {
                    answer.complete(reply);
                }
            } catch (RuntimeException | Error e) { // of a package
                answer.completeExceptionally(e);
            }
        });
        asking.start();
        try {
            return answer.get(config.timeLimitMs(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            asking.interrupt();
            throw e;
        }
    }

    private Optional<Conversation> find(String id) {
        try {
            sweep();
            return table.find(id);
        } catch (SQLException e) {
            LOG.error("what conversations know cannot be read now: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** One in which there is nothing to remember, and never was, is not kept. */
    private void save(String id, Conversation conversation) {
        try {
            boolean isEmpty =
                    conversation.states().isEmpty() && conversation.pending().isEmpty();
            if (!isEmpty || table.find(id).isPresent()) {
                table.save(id, conversation);
            }
        } catch (SQLException e) {
            LOG.error("what a conversation knows could not be kept: {}", e.getMessage());
        }
    }

    private void sweep() throws SQLException {
        long now = clock.millis();
        if (now - swept > SWEEP.toMillis()) {
            swept = now;
            table.deleteOlder(Duration.ofHours(config.forgetAfterHours()));
        }
    }

    @Override
    public Explanation explain(String sentence, String locale, Caller caller) {
        Index index = modules.current();
        String language = language(index, locale);
        Classifier classifier = index.classifiers().get(language);
        List<Scored> scored =
                classifier == null ? List.of() : classifier.classify(sentence, name -> modules.isOpen(name, caller));
        List<Candidate> candidates = new ArrayList<>();
        for (Scored one : scored.stream().limit(MOST_CANDIDATES).toList()) {
            Map<String, String> entries = new LinkedHashMap<>();
            entries(one.candidate().trigger(), sentence).forEach((name, found) -> entries.put(name, found.value()));
            candidates.add(new Candidate(one.candidate().name(), one.score(), one.text(), one.reason(), entries));
        }
        Outcome outcome = Classifier.decide(scored, threshold(), margin());
        return new Explanation(
                sentence,
                language,
                outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                threshold(),
                margin(),
                candidates);
    }

    @Override
    public List<String> problems() {
        return modules.current().problems();
    }

    /** A sentence as its module is given it. */
    private static final class Said implements Utterance {

        private final String sentence;
        private final Map<String, Found> found;
        private final Locale locale;
        private final Caller caller;
        private final Map<String, String> state;

        Said(String sentence, Map<String, Found> found, Locale locale, Caller caller, Map<String, String> state) {
            this.sentence = sentence;
            this.found = found;
            this.locale = locale;
            this.caller = caller;
            this.state = new HashMap<>(state);
        }

        Map<String, String> originals() {
            Map<String, String> originals = new HashMap<>();
            found.forEach((name, one) -> originals.put(name, one.original()));
            return originals;
        }

        @Override
        public String sentence() {
            return sentence;
        }

        @Override
        public Map<String, String> entries() {
            Map<String, String> entries = new HashMap<>();
            found.forEach((name, one) -> entries.put(name, one.value()));
            return Map.copyOf(entries);
        }

        @Override
        public String original(String entry) {
            return found.getOrDefault(entry, Found.NOTHING).original();
        }

        @Override
        public OptionalDouble number(String entry) {
            return Numbers.find(original(entry), locale);
        }

        @Override
        public Locale locale() {
            return locale;
        }

        @Override
        public Caller caller() {
            return caller;
        }

        @Override
        public Map<String, String> state() {
            return state;
        }
    }
}
