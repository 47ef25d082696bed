package dev.promptlooper.contracts.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

class CanonicalJsonTest {

    /// The table of RFC 8785, appendix B: IEEE 754 bits and their text.
    @ParameterizedTest
    @CsvSource({"0000000000000000, 0", "8000000000000000, 0", "0000000000000001, 5e-324", "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308", "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992", "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000", "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23", "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000", "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21", "3eb0c6f7a0b5ed8c, 9.999999999999997e-7", "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332", "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333", "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343", "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"})
    void doublePrintsAsTheRfcTabulates(String bits, String text) {
        // Given
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        // Then
        assertThat(CanonicalJson.write(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void numberThatJsonLacksIsRefused(double value) {
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(value))
                .withMessageContaining("JSON has no");
    }

    @Test
    void anyDoubleSurvivesTheRoundTripInTheShortestForm() {
        // Given
        Random random = new Random(8785);
        for (int i = 0; i < 100_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (!Double.isFinite(value)) {
                continue;
            }
            // When
            String text = CanonicalJson.write(value);
            // Then
            assertThat(Double.parseDouble(text)).isEqualTo(value == 0 ? 0.0 : value);
            assertThat(digits(text)).isLessThanOrEqualTo(17);
            assertThat(CanonicalJson.canonicalize(text)).as("canonical text is a fixed point").isEqualTo(text);
        }
    }

    private static int digits(String text) {
        return new BigDecimal(text).stripTrailingZeros().precision();
    }

    @Test
    void oneDigitIsEnoughForTheSmallestSubnormals() {
        for (int multiple = 1; multiple < 30; multiple++) {
            // Given
            double value = multiple * Double.MIN_VALUE;
            String text = CanonicalJson.write(value);
            // Then
            assertThat(Double.parseDouble(text)).isEqualTo(value);
            for (int digit = 1; digit <= 9 && digits(text) > 1; digit++) {
                for (int exponent = -324; exponent <= -322; exponent++) {
                    assertThat(Double.parseDouble(digit + "e" + exponent)).as(text + " has a shorter form")
                            .isNotEqualTo(value);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740993", "-9007199254740993", "9223372036854775807", "-9223372036854775808",
        "18446744073709551615", "100000000000000000000000000000000001"})
    void wholeNumberThatRoundingWouldChangeIsRefused(String number) {
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.canonicalize(number))
                .withMessageContaining(number)
                .withMessageContaining("2^53");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740991", "9007199254740992", "-9007199254740992", "9007199254740994",
        "295147905179352830000"})
    void wholeNumberThatSurvivesIsKept(String number) {
        assertThat(CanonicalJson.canonicalize(number)).isEqualTo(number);
    }

    @Test
    void javaTypesOfOneNumberHaveOneText() {
        // Given
        List<Number> sevens = List.of(7, 7L, (short) 7, (byte) 7, 7.0, 7f, BigInteger.valueOf(7),
                new BigDecimal("7.000"),
                new BigDecimal("0.7e1"));
        // Then
        assertThat(sevens).allSatisfy(seven -> assertThat(CanonicalJson.write(seven)).isEqualTo("7"));
        assertThat(CanonicalJson.write(0.1f)).isEqualTo("0.1");
        assertThat(CanonicalJson.write(BigInteger.TWO.pow(53))).isEqualTo("9007199254740992");
        assertThat(CanonicalJson.write(new BigDecimal("0E+3"))).isEqualTo("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.write(new BigDecimal("9007199254740993.0")));
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(new BigDecimal("1e999999999")));
    }

    @Test
    void keysSortByUtf16CodeUnits() {
        // When: the example of RFC 8785, section 3.2.3
        String sorted = CanonicalJson
                .canonicalize("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,"
                        + "\"\\u00f6\":7}");
        // Then: the emoji's surrogates sort before U+FB33 although its code point is higher
        assertThat(sorted).isEqualTo(
                "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"\u00f6\":7,\"\u20ac\":1,\"\ud83d\ude00\":5,\"\ufb33\":3}");
    }

    @Test
    void stringsAreEscapedAsLittleAsPossible() {
        assertThat(CanonicalJson.write("\u0000\u001f\b\t\n\f\r\"\\/\u007f\u2028é"))
                .isEqualTo("\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\u007f\u2028é\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800\"", "\"a\\udc00b\"", "\"\\ud800\\ud800\"", "{\"\\udc00\":1}",
        "[\"\\udc00\\ud800\"]"})
    void loneSurrogateIsRefused(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.canonicalize(json))
                .withMessageContaining("surrogate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} {}", "{\"a\":1,\"a\":2}", "NaN", "1e999", "[1e999]", "01", "'a'", "{a:1}",
        "[1,]"})
    void whatIsNotPlainJsonIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.canonicalize(text));
    }

    @Test
    void otherTypesAndKeysAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(new Object()));
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(Map.of(1, 2)))
                .withMessageContaining("key must be a string");
    }

    @Test
    void deepNestingEndsInAMessageNotInAStackOverflow() {
        // Given
        char[] deep = new char[10_000];
        Arrays.fill(deep, '[');
        // Then
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.canonicalize(new String(deep)))
                .withMessageContaining("depth");
    }
}
