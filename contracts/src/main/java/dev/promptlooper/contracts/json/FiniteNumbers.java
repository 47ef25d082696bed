package dev.promptlooper.contracts.json;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/// Keeps NaN and the infinities out of records in both directions. Jackson alone writes them as the strings `"NaN"` and
/// `"Infinity"`, reads those strings back, and reads `1e999` as infinity; one such value would poison every mean downstream.
final class FiniteNumbers {

    private FiniteNumbers() {}

    static SimpleModule module() {
        return new SimpleModule("finite-numbers")
                .addSerializer(Double.class, new FiniteSerializer<>(Double.class))
                .addSerializer(double.class, new FiniteSerializer<>(double.class))
                .addSerializer(Float.class, new FiniteSerializer<>(Float.class))
                .addSerializer(float.class, new FiniteSerializer<>(float.class))
                .addDeserializer(Double.class, new FiniteDeserializer(Double.class, null))
                .addDeserializer(double.class, new FiniteDeserializer(double.class, 0.0));
    }

    private static final class FiniteSerializer<T extends Number> extends StdSerializer<T> {
        private FiniteSerializer(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            if (!Double.isFinite(value.doubleValue())) {
                context.reportMappingProblem("JSON has no %s; a number must be finite", value);
            }
            if (value instanceof Float small) {
                out.writeNumber(small.floatValue());
            } else {
                out.writeNumber(value.doubleValue());
            }
        }
    }

    private static final class FiniteDeserializer extends StdDeserializer<Double> {
        private final @org.jspecify.annotations.Nullable Double nullValue;

        private FiniteDeserializer(Class<Double> type, @org.jspecify.annotations.Nullable Double nullValue) {
            super(type);
            this.nullValue = nullValue;
        }

        @Override
        public Double deserialize(JsonParser in, DeserializationContext context) {
            JsonToken token = in.currentToken();
            if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
                return (Double) context.handleUnexpectedToken(context.constructType(handledType()), in);
            }
            double value = in.getDoubleValue();
            if (!Double.isFinite(value)) {
                return (Double) context.handleWeirdNumberValue(handledType(), value,
                        "the number %s is too large for a double", in.getString());
            }
            return value;
        }

        @Override
        public @org.jspecify.annotations.Nullable Object getNullValue(DeserializationContext context) {
            return nullValue;
        }
    }
}
