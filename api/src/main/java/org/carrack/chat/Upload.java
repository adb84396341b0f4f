package org.carrack.chat;

/**
 * A file that a person has sent. It can be a field of a {@link Chatflow}; {@link Dialogue#file} gives what is in it.
 *
 * @param id names it in its conversation
 * @param fileName as the person's computer calls it, without folders, and with nothing but letters, digits, {@code .}, {@code _} and {@code -}
 * @param type its MIME type, by its name
 * @param size in bytes
 */
public record Upload(String id, String fileName, String type, long size) {}
