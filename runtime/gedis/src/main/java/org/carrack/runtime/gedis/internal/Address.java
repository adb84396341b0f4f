package org.carrack.runtime.gedis.internal;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where a call goes.
 *
 * @param threebot the threebot that the package must belong to, where the caller names one
 */
record Address(Optional<String> threebot, String packageName, String actor, String method) {

    private static final int LONGEST = 500;

    /** Of {@code [threebot.]package.actor.method}; nothing if it has another form. */
    static Optional<Address> parse(String dotted) {
        String[] parts = dotted.split("\\.", -1);
        if (dotted.length() > LONGEST || Arrays.asList(parts).contains("")) {
            return Optional.empty();
        }
        return switch (parts.length) {
            case 3 -> Optional.of(new Address(Optional.empty(), parts[0], parts[1], parts[2]));
            case 4 -> Optional.of(new Address(Optional.of(parts[0]), parts[1], parts[2], parts[3]));
            default -> Optional.empty();
        };
    }
}
