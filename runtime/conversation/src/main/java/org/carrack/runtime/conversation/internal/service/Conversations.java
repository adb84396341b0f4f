package org.carrack.runtime.conversation.internal.service;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.carrack.auth.Caller;
import org.carrack.conversation.ConversationModule;
import org.carrack.conversation.Reply;
import org.carrack.runtime.conversation.internal.match.Classifier.Scored;
import org.carrack.runtime.conversation.internal.match.Interpreter;
import org.carrack.runtime.conversation.internal.match.Interpreter.Fit;
import org.carrack.runtime.conversation.internal.match.Interpreter.Interpretation;
import org.carrack.runtime.conversation.internal.match.Interpreter.Limits;
import org.carrack.runtime.conversation.internal.match.Interpreter.Outcome;
import org.carrack.runtime.conversation.internal.pack.Entry;
import org.carrack.runtime.conversation.internal.pack.Trigger;
import org.carrack.runtime.conversation.internal.pack.Variables;
import org.carrack.runtime.conversation.internal.service.LiveModules.Index;
import org.carrack.runtime.conversation.internal.state.Conversation;
import org.carrack.runtime.conversation.internal.state.Conversation.Choice;
import org.carrack.runtime.conversation.internal.state.Conversation.Option;
import org.carrack.runtime.conversation.internal.state.Conversation.Pending;
import org.carrack.runtime.conversation.internal.state.Conversation.Question;
import org.carrack.runtime.conversation.internal.state.ConversationTable;
import org.carrack.runtime.conversation.internal.text.ArrangedText;
import org.carrack.runtime.conversation.internal.text.ArrangedText.Found;
import org.carrack.runtime.conversation.internal.text.Ordinals;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.json.JsonValues;
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

    /** A longer sentence is no answer to which of several is meant, but another one. */
    private static final int WORDS_OF_A_CHOICE = 4;

    /** What a reply brings, and what modules know of a conversation, may have so many characters. */
    private static final int LARGEST_TEXT = 100_000;

    /** So many threads of the server a package may hold with sentences. */
    private static final int MOST_OF_A_PACKAGE = 50;

    private static final Pattern CHAT = Pattern.compile("[\\w.-]*");

    private static final Duration SWEEP = Duration.ofMinutes(10);

    private final LiveModules modules;
    private final ConversationConfig config;
    private final ConversationTable table;
    private final RandomGenerator random;
    private final Clock clock;

    /** The conversations in which a sentence is being answered. */
    private final Set<String> turns = ConcurrentHashMap.newKeySet();

    /** How many sentences the modules of a package may be answering now. */
    private final Map<String, Semaphore> free = new ConcurrentHashMap<>();

    private volatile long swept;

    @Activate
    public Conversations(
            @Reference LiveModules modules,
            @Reference(target = "(carrack.database=server)") DataSource database,
            @Reference ServerConfig serverConfig) {
        this.modules = modules;
        config = serverConfig.view(ConversationConfig.class);
        random = config.seed() == 0 ? new SecureRandom() : new Random(config.seed());
        clock = Clock.systemUTC();
        table = new ConversationTable(database, clock);
    }

    /**
     * Answers a sentence.
     *
     * @param locale the language that is wanted; of one that nobody has, English, or the first there is
     * @param id of the conversation; one that is none, or another's, begins a new one
     */
    Answer answer(String sentence, String locale, String id, Caller caller) {
        boolean isGiven = id.matches("[A-Za-z0-9-]{8,100}");
        String known = isGiven ? id : UUID.randomUUID().toString();
        if (!isGiven) {
            // Nobody else knows it yet.
            return answerInTurn(sentence, locale, known, false, caller);
        }
        // Who waits for a turn would hold a thread of the server.
        if (!turns.add(known)) {
            return tooMany(locale, known);
        }
        try {
            return answerInTurn(sentence, locale, known, true, caller);
        } finally {
            turns.remove(known);
        }
    }

    /** One sentence after the other, please. */
    static Answer tooMany(String locale, String id) {
        return new Answer(
                Answer.TOO_MANY,
                Sentences.of(Answer.TOO_MANY, Locale.forLanguageTag(LiveModules.language(locale))),
                Map.of(),
                id,
                locale);
    }

    /**
     * A sentence's place in its conversation.
     *
     * @param isKept whether the conversation is in the table
     */
    private record Turn(String id, Conversation conversation, boolean isKept, Locale locale, Caller caller) {

        Map<String, String> state(String packageName) {
            return conversation.states().getOrDefault(packageName, Map.of());
        }
    }

    private Answer answerInTurn(String sentence, String locale, String wanted, boolean isGiven, Caller caller) {
        Index index = modules.index();
        String language = language(index, locale);
        Locale spoken = Locale.forLanguageTag(language);
        Optional<Conversation> there = isGiven ? find(wanted) : Optional.empty();
        boolean isAnothers = there.isPresent() && !there.get().owner().equals(caller.name());
        Turn turn = new Turn(
                isAnothers ? UUID.randomUUID().toString() : wanted,
                isAnothers
                        ? Conversation.begun(caller.name())
                        : there.orElseGet(() -> Conversation.begun(caller.name())),
                there.isPresent() && !isAnothers,
                spoken,
                caller);
        if (sentence.getBytes(StandardCharsets.UTF_8).length > config.sentenceBytes()) {
            return told(Answer.TOO_LONG, Map.of(), turn);
        }
        Pending pending = turn.conversation().pending().orElse(null);
        if (pending instanceof Question question && modules.isOpen(question.packageName(), caller)) {
            return goOn(question, sentence, turn, index);
        }
        Interpretation read = interpret(index, language, sentence, caller);
        if (read.outcome() != Outcome.UNDERSTOOD && modules.isStale(index)) {
            // It may be for a package that has just come.
            index = modules.current();
            read = interpret(index, language, sentence, caller);
        }
        if (pending instanceof Choice choice) {
            Optional<Option> chosen = chosen(choice, sentence, read, turn);
            if (chosen.isPresent()) {
                String name = chosen.get().name();
                Optional<Fit> fit = interpret(index, language, choice.sentence(), caller).fits().stream()
                        .filter(one -> one.scored().candidate().name().equals(name))
                        .findFirst();
                if (fit.isPresent()) {
                    return call(fit.get(), choice.sentence(), turn);
                }
            }
        }
        return switch (read.outcome()) {
            case NOT_UNDERSTOOD -> told(Answer.NOT_UNDERSTOOD, Map.of(), turn);
            case UNCLEAR -> askWhich(read, sentence, turn);
            case UNDERSTOOD -> call(read.fits().get(0), sentence, turn);
        };
    }

    private Interpretation interpret(Index index, String language, String sentence, Caller caller) {
        Interpreter interpreter = index.interpreters().get(language);
        return interpreter == null
                ? new Interpretation(Outcome.NOT_UNDERSTOOD, List.of(), List.of())
                : interpreter.interpret(sentence, limits(), name -> modules.isOpen(name, caller));
    }

    private Limits limits() {
        return modules.limits();
    }

    private Answer askWhich(Interpretation read, String sentence, Turn turn) {
        double least = read.fits().get(0).scored().score() - limits().margin();
        List<Option> options = read.fits().stream()
                .map(Fit::scored)
                .filter(one -> one.score() > least)
                .limit(MOST_CANDIDATES)
                .map(one -> new Option(
                        one.candidate().packageName(),
                        one.candidate().trigger().name(),
                        one.text().strip()))
                .toList();
        save(turn, turn.conversation().asking(Optional.of(new Choice(sentence, options))));
        return told(
                Answer.UNCLEAR,
                Map.of(
                        "candidates",
                        options.stream()
                                .map(option -> JsonValues.object("module", option.name(), "text", option.text()))
                                .toList()),
                turn);
    }

    /** Which of several was meant: the one that is named, counted, or that a short sentence is nearest to. */
    private Optional<Option> chosen(Choice choice, String sentence, Interpretation read, Turn turn) {
        String said = sentence.strip();
        Optional<Option> named = choice.options().stream()
                .filter(option ->
                        option.name().equalsIgnoreCase(said) || option.text().equalsIgnoreCase(said))
                .findFirst();
        if (named.isPresent()) {
            return named;
        }
        OptionalInt ordinal =
                Ordinals.find(said, turn.locale(), choice.options().size());
        if (ordinal.isPresent()) {
            return Optional.of(choice.options().get(ordinal.getAsInt()));
        }
        return said.split("\\s+").length > WORDS_OF_A_CHOICE
                ? Optional.empty()
                : read.nearest(limits().margin())
                        .flatMap(nearest -> choice.options().stream()
                                .filter(option ->
                                        option.name().equals(nearest.candidate().name()))
                                .findFirst());
    }

    private static String language(Index index, String locale) {
        String language = LiveModules.language(locale);
        return index.interpreters().containsKey(language)
                ? language
                : index.interpreters().containsKey(DEFAULT_LANGUAGE)
                                || index.interpreters().isEmpty()
                        ? DEFAULT_LANGUAGE
                        : index.interpreters().keySet().iterator().next();
    }

    /** What was asked for is the sentence that comes next, whatever it is like; if it may not be that, it is still missing. */
    private Answer goOn(Question question, String sentence, Turn turn, Index index) {
        Map<String, Found> entries = new HashMap<>();
        question.entries()
                .forEach((name, value) ->
                        entries.put(name, new Found(value, question.originals().getOrDefault(name, value))));
        Trigger trigger = index.trigger(question.packageName(), question.trigger())
                .orElseGet(() ->
                        new Trigger(question.trigger().replaceAll("\\[\\d+]$", ""), 0, List.of(), List.of(), Map.of()));
        Found found = new Found(ArrangedText.of(sentence).text(), sentence.strip());
        Entry entry = trigger.entries().get(question.entry());
        entries.put(
                question.entry(),
                entry == null ? found : entry.accept(found, turn.locale()).orElse(Found.NOTHING));
        return call(question.packageName(), trigger, question.sentence(), entries, turn);
    }

    private Answer call(Fit fit, String sentence, Turn turn) {
        return call(
                fit.scored().candidate().packageName(),
                fit.scored().candidate().trigger(),
                sentence,
                fit.entries(),
                turn);
    }

    private Answer call(String packageName, Trigger trigger, String sentence, Map<String, Found> entries, Turn turn) {
        Said said = new Said(sentence, entries, turn.locale(), turn.caller(), turn.state(packageName));
        Semaphore room = free.computeIfAbsent(packageName, name -> new Semaphore(MOST_OF_A_PACKAGE));
        if (!room.tryAcquire()) {
            return tooMany(turn.locale().toLanguageTag(), turn.id());
        }
        Reply reply;
        try {
            Optional<ConversationModule> module = modules.await(packageName, trigger.function());
            if (module.isEmpty()) {
                // Its package has gone a moment ago.
                save(turn, turn.conversation().asking(Optional.empty()));
                return told(Answer.NOT_UNDERSTOOD, Map.of(), turn);
            }
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
            save(turn, turn.conversation().asking(Optional.empty()));
            return new Answer(
                    packageName,
                    Sentences.of("failed", turn.locale()),
                    Map.of(),
                    turn.id(),
                    turn.locale().toLanguageTag());
        } finally {
            room.release();
        }
        Optional<Pending> asked = reply.asked().isEmpty()
                ? Optional.empty()
                : Optional.of(new Question(
                        packageName, trigger.name(), reply.asked(), said.sentence(), said.entries(), said.originals()));
        save(turn, turn.conversation().with(packageName, kept(packageName, said, turn), asked));
        return answered(packageName, reply, turn);
    }

    /** What the modules of a package know now; what is too much is not kept, and they know what they knew. */
    private Map<String, String> kept(String packageName, Said said, Turn turn) {
        if (said.state().containsKey(null) || said.state().containsValue(null)) {
            modules.log(packageName).error("what its modules know of a conversation is not kept: null is in it");
            return turn.state(packageName);
        }
        long size = said.state().entrySet().stream()
                .mapToLong(one -> one.getKey().length() + one.getValue().length())
                .sum();
        if (size <= LARGEST_TEXT) {
            return said.state();
        }
        modules.log(packageName)
                .error(
                        "what its modules know of a conversation is not kept: it has {} characters, and may have {}",
                        size,
                        LARGEST_TEXT);
        return turn.state(packageName);
    }

    private Answer answered(String packageName, Reply reply, Turn turn) {
        Locale locale = turn.locale();
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
            return told(Answer.NOT_UNDERSTOOD, data, turn);
        }
        String message = messages.get(random.nextInt(messages.size()));
        return new Answer(packageName, Variables.filled(message, data), data, turn.id(), locale.toLanguageTag());
    }

    private List<String> messages(String packageName, Locale locale, String tag) {
        return modules.index().packs().getOrDefault(packageName, Map.of()).values().stream()
                .filter(pack -> LiveModules.language(pack.locale()).equals(locale.getLanguage()))
                .map(pack -> pack.responses().messages().getOrDefault(tag, List.of()))
                .filter(messages -> !messages.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static Answer told(String what, Map<String, Object> data, Turn turn) {
        Locale locale = turn.locale();
        return new Answer(what, Sentences.of(what, locale), data, turn.id(), locale.toLanguageTag());
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
                    checkData(reply);
                    answer.complete(reply);
                }
            } catch (Throwable e) { // whatever a package throws, declared or not
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

    /** What cannot be JSON, or is too much, fails where the log of the package tells of it. */
    private static void checkData(Reply reply) {
        Objects.requireNonNull(reply.tag(), "the tag of its reply is null");
        Objects.requireNonNull(reply.asked(), "the entry that it asks for is null");
        if (!CHAT.matcher(reply.chat()).matches()) {
            throw new IllegalStateException("%s is no name of a chatflow".formatted(reply.chat()));
        }
        int length = JsonValues.write(reply.data()).length();
        if (length > LARGEST_TEXT) {
            throw new IllegalStateException(
                    "the data of its reply have %d characters, and may have %d".formatted(length, LARGEST_TEXT));
        }
    }

    private Optional<Conversation> find(String id) {
        try {
            return table.find(id);
        } catch (SQLException e) {
            LOG.error("what conversations know cannot be read now: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** One in which there is nothing to remember, and never was, is not kept. */
    private void save(Turn turn, Conversation conversation) {
        boolean isEmpty =
                conversation.states().isEmpty() && conversation.pending().isEmpty();
        if (isEmpty && !turn.isKept()) {
            return;
        }
        try {
            table.save(turn.id(), conversation);
            sweep();
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
        Interpretation read = interpret(index, language, sentence, caller);
        List<Candidate> candidates = read.all().stream()
                .limit(MOST_CANDIDATES)
                .map(Conversations::candidate)
                .toList();
        return new Explanation(
                sentence,
                language,
                read.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                limits().threshold(),
                limits().margin(),
                candidates);
    }

    private static Candidate candidate(Fit fit) {
        Scored scored = fit.scored();
        Map<String, String> entries = new TreeMap<>();
        fit.entries().forEach((name, found) -> entries.put(name, found.value()));
        String reason = fit.refusal().isEmpty() ? scored.reason() : scored.reason() + ", " + fit.refusal();
        return new Candidate(scored.candidate().name(), scored.score(), scored.text(), reason, entries);
    }

    @Override
    public List<String> problems() {
        return modules.current().problems();
    }
}
