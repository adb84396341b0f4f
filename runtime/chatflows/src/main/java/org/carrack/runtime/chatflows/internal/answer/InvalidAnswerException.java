package org.carrack.runtime.chatflows.internal.answer;

/** An answer does not follow the rules of its question. The message is for who answered, and names no value that is secret. */
public final class InvalidAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidAnswerException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
