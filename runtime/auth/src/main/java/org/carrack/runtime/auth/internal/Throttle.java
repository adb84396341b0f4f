package org.carrack.runtime.auth.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes who tries out passwords wait, longer each time: for one account from one address soon, and for one account from
 * anywhere, or one address for any account, after more tries, so that an attacker does not easily lock a person out. It does not
 * matter whether there is such an account. Safe for any thread.
 */
final class Throttle {

    /** How many wrong passwords are nothing yet. */
    private static final int FREE = 4;

    /** The same where all addresses, or all accounts, count together. */
    private static final int FREE_TOGETHER = 49;

    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);
    private static final int MOST_ENTRIES = 100_000;

    private record Failures(int count, Instant last, Instant lockedUntil) {
        static final Failures NONE = new Failures(0, Instant.EPOCH, Instant.EPOCH);
    }

    private final InstantSource clock;
    private final Supplier<Duration> first;

    /** The one that failed longest ago first. */
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MOST_ENTRIES;
        }
    };

    /** @param first how long the first wait is, asked each time */
    Throttle(InstantSource clock, Supplier<Duration> first) {
        this.clock = clock;
        this.first = first;
    }

    /**
     * A password is about to be tried. It counts as wrong until {@link #succeeded} says otherwise, lest many that are tried at
     * once count as one.
     *
     * @return for how long no password is taken; nothing if this one is
     */
    synchronized Optional<Duration> begin(String account, String address) {
        Instant now = clock.instant();
        Instant until = Instant.EPOCH;
        for (String key : keys(account, address)) {
            Instant locked = known(key, now).lockedUntil();
            until = locked.isAfter(until) ? locked : until;
        }
        if (until.isAfter(now)) {
            return Optional.of(Duration.between(now, until));
        }
        int[] free = {FREE, FREE_TOGETHER, FREE_TOGETHER};
        int i = 0;
        for (String key : keys(account, address)) {
            int count = known(key, now).count() + 1;
            failures.put(key, new Failures(count, now, now.plus(delay(count - free[i++]))));
        }
        return Optional.empty();
    }

    private Failures known(String key, Instant now) {
        Failures known = failures.getOrDefault(key, Failures.NONE);
        return known.last().plus(FORGOTTEN_AFTER).isBefore(now) ? Failures.NONE : known;
    }

    /** The first, then each time twice as long. */
    private Duration delay(int beyondFree) {
        if (beyondFree <= 0) {
            return Duration.ZERO;
        }
        Duration delay = first.get().multipliedBy(1L << Math.min(beyondFree - 1, 20));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }

    /** The password was right. */
    synchronized void succeeded(String account, String address) {
        failures.remove(pair(account, address));
        failures.remove(ofAccount(account));
        // Of the address only this try: a login of one's own does not make room for tries at others.
        failures.computeIfPresent(
                ofAddress(address),
                (key, known) ->
                        known.count() <= 1 ? null : new Failures(known.count() - 1, known.last(), Instant.EPOCH));
    }

    /** Until when no password is taken for an account, from anywhere or from some address. */
    synchronized Optional<Instant> lockedUntil(String account) {
        Instant now = clock.instant();
        String pairs = pair(account, "");
        return failures.entrySet().stream()
                .filter(e -> e.getKey().equals(ofAccount(account)) || e.getKey().startsWith(pairs))
                .map(e -> e.getValue().lockedUntil())
                .filter(until -> until.isAfter(now))
                .max(Instant::compareTo);
    }

    /** Forgets what was wrong for an account. */
    synchronized void forget(String account) {
        String pairs = pair(account, "");
        failures.keySet().removeIf(key -> key.equals(ofAccount(account)) || key.startsWith(pairs));
    }

    /** Forgets the failed attempts from an address, for any account; returns whether there were some. */
    synchronized boolean forgetAddress(String address) {
        String end = " " + network(address);
        return failures.keySet().removeIf(key -> key.endsWith(end));
    }

    private static String[] keys(String account, String address) {
        return new String[] {pair(account, address), ofAccount(account), ofAddress(address)};
    }

    private static String ofAddress(String address) {
        return "address " + network(address);
    }

    /** Names hold no spaces, so one key is never another's beginning. */
    private static String pair(String account, String address) {
        return "pair " + account + " " + (address.isEmpty() ? "" : network(address));
    }

    private static String ofAccount(String account) {
        return "account " + account;
    }

    /** Who has one address of IPv6 has all that begin like it. */
    private static String network(String address) {
        if (!address.contains(":")) {
            return address;
        }
        try {
            // With a colon in it, it is an address and no name to be resolved.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length == 16 ? HexFormat.of().formatHex(bytes, 0, 8) : address;
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
