package org.carrack.runtime.wiki.internal.page;

/** A link with its text. */
public record Link(String title, String href) {}
