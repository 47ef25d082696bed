package dev.promptlooper.contracts.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// What must hold for any request body. Bodies are made from a seed, so a failure can be repeated.
class ConfigHashPropertiesTest {

    private static final String ENDPOINT = "http://127.0.0.1:11434/v1";
    private static final int BODIES = 400;

    @Test
    void writingTheSameBodyAnotherWayKeepsTheHash() {
        for (int seed = 0; seed < BODIES; seed++) {
            // Given
            Random random = new Random(seed);
            Map<String, Object> body = object(random, 3);
            // When
            String oneWay = sloppy(random, body);
            String another = sloppy(random, body);
            // Then
            assertThat(hash(another)).as("seed %d: %s / %s", seed, oneWay, another).isEqualTo(hash(oneWay));
            assertThat(hash(oneWay)).isEqualTo(ConfigHash.of(CanonicalJson.write(body), ENDPOINT, 0));
        }
    }

    @Test
    void changingAnyLeafChangesTheHash() {
        for (int seed = 0; seed < BODIES; seed++) {
            // Given
            Random random = new Random(seed);
            Map<String, Object> body = object(random, 3);
            String before = ConfigHash.of(CanonicalJson.write(body), ENDPOINT, 0);
            int leaves = leaves(body);
            Set<String> hashes = new HashSet<>(Set.of(before));
            // When
            for (int leaf = 0; leaf < leaves; leaf++) {
                Object changed = withLeafChanged(body, new int[]{leaf});
                hashes.add(ConfigHash.of(CanonicalJson.write(changed), ENDPOINT, 0));
            }
            // Then
            assertThat(hashes).as("seed %d: %s", seed, body).hasSize(leaves + 1);
        }
    }

    @Test
    void absentNullAndEmptyAreDifferentQuestions() {
        // Given
        List<Object> nothings = new ArrayList<>(List.of("", List.of(), Map.of(), false, 0));
        nothings.add(null);
        Set<String> hashes = new HashSet<>();
        // When
        hashes.add(ConfigHash.of(CanonicalJson.write(Map.of("model", "m")), ENDPOINT, 0));
        for (Object nothing : nothings) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("model", "m");
            body.put("stop", nothing);
            hashes.add(ConfigHash.of(CanonicalJson.write(body), ENDPOINT, 0));
        }
        // Then
        assertThat(hashes).hasSize(7);
    }

    @Test
    void endpointAndRepeatArePartOfTheHash() {
        // Given
        Set<String> hashes = new HashSet<>();
        // When
        for (int repeat = 0; repeat < 5; repeat++) {
            hashes.add(ConfigHash.of("{}", ENDPOINT, repeat));
            hashes.add(ConfigHash.of("{}", ENDPOINT + "/x", repeat));
        }
        // Then
        assertThat(hashes).hasSize(10).allMatch(hash -> hash.matches("[0-9a-f]{64}"));
    }

    @Test
    void negativeRepeatAndBodyThatIsNoObjectAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ConfigHash.of("{}", ENDPOINT, -1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException().isThrownBy(() -> ConfigHash.of("[]", ENDPOINT, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> ConfigHash.of("", ENDPOINT, 0));
    }

    private static String hash(String body) {
        return ConfigHash.of(CanonicalJson.canonicalize(body), ENDPOINT, 0);
    }

    private static Map<String, Object> object(Random random, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        int size = 1 + random.nextInt(4);
        for (int i = 0; i < size; i++) {
            object.put(text(random) + i, value(random, depth - 1));
        }
        return object;
    }

    private static Object value(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 8 : 6);
        return switch (kind) {
            case 0 -> text(random);
            case 1 -> random.nextInt();
            case 2 -> random.nextDouble() * Math.pow(10, random.nextInt(40) - 20);
            case 3 -> random.nextBoolean();
            case 4 -> (long) random.nextInt(1000);
            case 5 -> random.nextGaussian();
            case 6 -> object(random, depth);
            default -> {
                List<Object> items = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    items.add(value(random, depth - 1));
                }
                yield items;
            }
        };
    }

    private static String text(Random random) {
        String alphabet = "aZ0 \"\\/\n\t\u0001é\u20ac\ufb33";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            if (random.nextInt(6) == 0) {
                text.appendCodePoint(0x1F600 + random.nextInt(20));
            } else {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
        }
        return text.toString();
    }

    /// The value as some other JSON writer might put it: any key order, any white space, any escapes, any number form.
    private static String sloppy(Random random, Object value) {
        String blank = List.of("", " ", "\n", "\t \r\n").get(random.nextInt(4));
        return blank + switch (value) {
            case Map<?, ?> map -> {
                List<String> entries = new ArrayList<>();
                map.forEach((key, entry) -> entries.add(sloppy(random, key) + ":" + sloppy(random, entry)));
                Collections.shuffle(entries, random);
                yield "{" + String.join(",", entries) + "}";
            }
            case List<?> list -> "[" + String.join(",", list.stream().map(item -> sloppy(random, item)).toList()) + "]";
            case String text -> {
                StringBuilder out = new StringBuilder("\"");
                text.chars().forEach(c -> {
                    if (c < 0x20 || c == '"' || c == '\\' || random.nextInt(3) == 0) {
                        out.append(String.format("\\u%04" + (random.nextBoolean() ? "x" : "X"), c));
                    } else {
                        out.append((char) c);
                    }
                });
                yield out.append('"').toString();
            }
            case Integer number -> random.nextBoolean() ? number + ".0" : number + "0e-1";
            // The exact decimal of a large double is a whole number that may not be rounded, so only small ones have two forms.
            case Double number -> random.nextBoolean() || Math.abs(number) > 1e9
                    ? number.toString()
                    : new java.math.BigDecimal(number).toString();
            default -> String.valueOf(value);
        } + blank;
    }

    private static int leaves(Object value) {
        return switch (value) {
            case Map<?, ?> map -> map.values().stream().mapToInt(ConfigHashPropertiesTest::leaves).sum();
            case List<?> list -> list.stream().mapToInt(ConfigHashPropertiesTest::leaves).sum();
            default -> 1;
        };
    }

    private static Object withLeafChanged(Object value, int[] countdown) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                map.forEach((key, entry) -> copy.put((String) key, withLeafChanged(entry, countdown)));
                yield copy;
            }
            case List<?> list -> list.stream().map(item -> withLeafChanged(item, countdown)).toList();
            default -> countdown[0]-- == 0 ? changed(value) : value;
        };
    }

    private static Object changed(Object leaf) {
        return switch (leaf) {
            case String text -> text + "\u0301";
            case Integer number -> number == Integer.MAX_VALUE ? 0 : number + 1;
            case Long number -> number + 1;
            case Double number -> Math.nextUp(number);
            case Boolean flag -> !flag;
            default -> throw new AssertionError(leaf);
        };
    }
}
