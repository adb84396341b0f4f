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

    @Override
    public Optional<Object> value() {
        return Optional.ofNullable(content);
    }
}
