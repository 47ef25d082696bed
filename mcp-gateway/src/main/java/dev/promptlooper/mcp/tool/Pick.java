package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;

/// Takes fields out of the API's answers and gives them the names that agents see: snake_case, few, numbers of five digits.
/// What is absent stays absent.
final class Pick {

    private static final MathContext DIGITS = new MathContext(5, RoundingMode.HALF_EVEN);
    private static final int TEXT_CHARS = 300;

    private Pick() {}

    /// @param fields `name`, or `name=path.below.it`
    static ObjectNode of(JsonNode from, String... fields) {
        return into(Json.MAPPER.createObjectNode(), from, fields);
    }

    /// As [#of], into an object that is there.
    static ObjectNode into(ObjectNode to, JsonNode from, String... fields) {
        for (String field : fields) {
            int equals = field.indexOf('=');
            String name = equals < 0 ? field : field.substring(0, equals);
            JsonNode value = at(from, equals < 0 ? field : field.substring(equals + 1));
            if (!value.isMissingNode() && !value.isNull()) {
                to.set(name, plain(value));
            }
        }
        return to;
    }

    static JsonNode at(JsonNode from, String path) {
        JsonNode value = from;
        for (String step : path.split("\\.", -1)) {
            value = value.path(step);
        }
        return value;
    }

    /// Epoch milliseconds as a time that people and models read.
    static void time(ObjectNode to, String name, JsonNode millis) {
        if (millis.isNumber()) {
            to.put(name, Instant.ofEpochMilli(millis.asLong()).toString());
        }
    }

    /// A sum for a sentence.
    static String dollars(double usd) {
        return Json.write(plain(Json.MAPPER.valueToTree(usd)));
    }

    /// Numbers of five digits, texts without surprises.
    static JsonNode plain(JsonNode value) {
        if (value.isFloatingPointNumber()) {
            BigDecimal rounded = new BigDecimal(value.asDouble()).round(DIGITS).stripTrailingZeros();
            return rounded.scale() <= 0
                    ? Json.MAPPER.valueToTree(rounded.longValue())
                    : Json.MAPPER.valueToTree(rounded.doubleValue());
        }
        if (value instanceof ObjectNode object) {
            ObjectNode copy = Json.MAPPER.createObjectNode();
            object.forEachEntry((name, field) -> {
                if (!field.isNull()) {
                    copy.set(Untrusted.name(name), plain(field));
                }
            });
            return copy;
        }
        if (value.isArray()) {
            return Json.MAPPER.valueToTree(value.valueStream().map(Pick::plain).toList());
        }
        return value.isString() ? Untrusted.value(value, TEXT_CHARS) : value;
    }
}
