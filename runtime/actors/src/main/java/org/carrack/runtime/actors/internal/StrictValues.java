package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Month;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.Set;

/**
 * Keeps Jackson from bending what does not fit: a number too large for its type is no infinity and no other number, and a date
 * is a text.
 */
final class StrictValues extends BeanDeserializerModifier {

    private static final long serialVersionUID = 1L;

    private static final Set<Class<?>> SMALL = Set.of(byte.class, Byte.class);
    static final Set<Class<?>> REAL = Set.of(float.class, Float.class, double.class, Double.class);
    private static final Set<Class<?>> NO_DATES = Set.of(Year.class, Month.class, ZoneOffset.class);

    static SimpleModule module() {
        return new SimpleModule("strict values").setDeserializerModifier(new StrictValues());
    }

    @Override
    public JsonDeserializer<?> modifyDeserializer(
            DeserializationConfig config, BeanDescription description, JsonDeserializer<?> deserializer) {
        Class<?> type = description.getBeanClass();
        if (SMALL.contains(type)) {
            return new Byte8(deserializer);
        }
        if (REAL.contains(type)) {
            return new Finite(deserializer);
        }
        boolean isDate = type.getName().startsWith("java.time.") && !NO_DATES.contains(type);
        return isDate ? new Text(deserializer) : deserializer;
    }

    /** From -128 to 127. */
    private static final class Byte8 extends DelegatingDeserializer {

        private static final long serialVersionUID = 1L;

        Byte8(JsonDeserializer<?> of) {
            super(of);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> of) {
            return new Byte8(of);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                Number number = parser.getNumberValue();
                if (number.doubleValue() != number.byteValue()) {
                    return context.handleWeirdNumberValue(handledType(), number, "out of range");
                }
            }
            return super.deserialize(parser, context);
        }
    }

    /** A number, and no infinity. */
    private static final class Finite extends DelegatingDeserializer {

        private static final long serialVersionUID = 1L;

        Finite(JsonDeserializer<?> of) {
            super(of);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> of) {
            return new Finite(of);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                return context.handleUnexpectedToken(handledType(), parser);
            }
            Object value = super.deserialize(parser, context);
            if (value instanceof Number number && !Double.isFinite(number.doubleValue())) {
                return context.handleWeirdStringValue(handledType(), parser.getText(), "out of range");
            }
            return value;
        }
    }

    /** A text, in one of the forms of ISO 8601. */
    private static final class Text extends DelegatingDeserializer {

        private static final long serialVersionUID = 1L;

        Text(JsonDeserializer<?> of) {
            super(of);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> of) {
            return new Text(of);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parser.currentToken() == JsonToken.VALUE_STRING
                    ? super.deserialize(parser, context)
                    : context.handleUnexpectedToken(handledType(), parser);
        }
    }
}
