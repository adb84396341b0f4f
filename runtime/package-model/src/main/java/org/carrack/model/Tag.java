package org.carrack.model;

import java.util.List;
import java.util.Optional;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.jspecify.annotations.Nullable;

/** One tag of a descriptor, in either language. */
record Tag(String name, SourceLocation location, @Nullable Object content, List<ConfigTag> children)
        implements ConfigTag {

    Tag {
        children = List.copyOf(children);
    }

    /** A tag as one of these. */
    static Tag of(ConfigTag tag) {
        return tag instanceof Tag one
                ? one
                : new Tag(tag.name(), tag.location(), tag.value().orElse(null), tag.children());
    }

    @Override
    public Optional<Object> value() {
        return Optional.ofNullable(content);
    }
}
