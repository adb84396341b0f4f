package org.carrack.spi.actor;

import java.util.List;
import java.util.Map;

/** The arguments of a call, in one of the forms in which protocols carry them. */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public sealed interface ActorArguments {

    /**
     * By name.
     *
     * @param json a JSON object in UTF-8; no bytes, or {@code null}, for no arguments. {@code {"args": {…}}} means what is in
     *     it, unless the method has a parameter {@code args}
     */
    record Named(byte[] json) implements ActorArguments {

        /** No arguments. */
        public static final Named NONE = new Named(new byte[0]);
    }

    /**
     * By position, then by name: 3Bot's form.
     *
     * @param json {@code [[1, 2], {"name": 3}]} in UTF-8; no bytes for no arguments
     */
    record Positional(byte[] json) implements ActorArguments {}

    /**
     * As texts, from a query. Each is converted to the parameter's type.
     *
     * @param values the texts by name; several for a list
     */
    record Texts(Map<String, List<String>> values) implements ActorArguments {}
}
