package org.carrack.runtime.chatflows.internal.answer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Whether a text matches a pattern, with an end to how long that may take: some patterns take years for texts that were made to keep a
 * server busy, and others need more stack than there is. Stateless.
 */
final class BoundedMatch {

    /** Some tenths of a second; a pattern that is well made reads each character a few times. */
    private static final int MOST_READ = 20_000_000;

    private BoundedMatch() {}

    /** @throws InvalidAnswerException if that is not known after a while */
    static boolean matches(String pattern, String text) throws InvalidAnswerException {
        try {
            return Pattern.compile(pattern)
                    .matcher(new Counted(text, new AtomicInteger()))
                    .matches();
        } catch (TooLongException | StackOverflowError e) {
            throw new InvalidAnswerException("this is too long to be checked; try something shorter");
        }
    }

    private static final class TooLongException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** A text that counts how often it is read, in one count for all its parts. */
    private record Counted(CharSequence text, AtomicInteger count) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (count.incrementAndGet() > MOST_READ) {
                throw new TooLongException();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), count);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
