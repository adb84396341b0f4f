package org.carrack.config;

/**
 * A place in a file.
 *
 * @param file the file's name, relative to its package
 * @param line the line, from 1; 0 if only the file is known
 * @param column the column, from 1; 0 if only the line is known
 */
public record SourceLocation(String file, int line, int column) {

    /** {@code file:line:column}, as far as it is known. */
    @Override
    public String toString() {
        if (line < 1) {
            return file;
        }
        return column < 1 ? file + ":" + line : file + ":" + line + ":" + column;
    }
}
