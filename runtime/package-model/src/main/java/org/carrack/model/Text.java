package org.carrack.model;

/** Text as people's editors write it. */
final class Text {

    private Text() {}

    /** A text without the byte order mark that some editors write before it. */
    static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
