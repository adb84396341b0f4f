package org.carrack.runtime.conversation.internal.service;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.carrack.auth.Caller;
import org.carrack.conversation.Utterance;
import org.carrack.runtime.conversation.internal.text.ArrangedText.Found;
import org.carrack.runtime.conversation.internal.text.Numbers;

/** A sentence as its module is given it. Used by one thread. */
final class Said implements Utterance {

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
