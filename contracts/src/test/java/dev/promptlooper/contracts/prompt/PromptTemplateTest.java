package dev.promptlooper.contracts.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class PromptTemplateTest {

    @ParameterizedTest
    @ValueSource(strings = {"{{7*7}}", "${T(java.lang.Runtime).getRuntime().exec('id')}", "#{7*7}", "{% for x in y %}",
        "<%= 7 %>",
        "{{x.getClass().forName('java.lang.Runtime')}}", "{{constructor.constructor('alert(1)')()}}", "{{\"a\": 1}}",
        "{ {x} }",
        "{{}}", "{{ }}", "{{", "}}", "{{x", "a}} b {{c", "{{'x'}}", "{{x|upper}}", "{{ x + y }}", "\\frac{{1}{2}}",
        "{{{\"k\": [1]}}}"})
    void s23TextThatIsNoVariableComesOutLiterally(String text) {
        assertThat(render(text, Map.of("x", "X", "y", "Y"))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{x}}", "{{{x}}}", "{{7*7}}", "{{#x}}a{{/x}}", "{{=<% %>=}}", "{{>p}}", "${x}", "#{x}",
        "{% x %}", "{{y}}"})
    void s23ValueIsNeverExpandedAgain(String value) {
        assertThat(render("<{{x}}|{{{x}}}|{{&x}}|{{#x}}{{.}}{{/x}}>", Map.of("x", value, "y", "no")))
                .isEqualTo("<" + value + "|" + value + "|" + value + "|" + value + ">");
    }

    @Test
    void s23NestedBracesNeverMakeANewTag() {
        // Given
        Map<String, Object> vars = Map.of("a", "b", "b", "SECOND", "open", "{{", "close", "}}");
        // Then
        assertThat(render("{{open}}b{{close}}", vars)).isEqualTo("{{b}}");
        assertThat(render("{{ {{a}} }}", vars)).isEqualTo("{{ b }}");
        assertThat(render("\\frac{{1} {{a}}", vars)).isEqualTo("\\frac{{1} b");
        assertThat(render("{{! not {{a}}{{a}}", vars)).isEqualTo("b");
        assertThat(render("{{{{a}}}}", vars)).isEqualTo("{b}");
    }

    @Test
    void nothingIsEscaped() {
        assertThat(render("{{x}}", Map.of("x", "<b>&\"'\n\u2028"))).isEqualTo("<b>&\"'\n\u2028");
    }

    @ParameterizedTest
    @CsvSource({"{{=<% %>=}}, delimiters", "{{>header}}, partials", "{{#x}}open, not closed", "{{/x}}, never opened",
        "{{#x}}{{/y}}, is closed by", "{{#if x}}a{{/if}}, is closed by", "{{#7*7}}{{/7*7}}, no name",
        "{{#}}{{/}}, no name"})
    void tagThatIsNoTemplateOfOursIsRefusedWhenThePromptIsSaved(String text, String problem) {
        assertThatIllegalArgumentException().isThrownBy(() -> PromptTemplate.compile(prompt(text)))
                .withMessageContaining(problem)
                .withMessageContaining("prompt 'p', message 1");
    }

    @Test
    void missingVariableIsNamedTogetherWithWhatThereIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> render("{{qestion}}", Map.of("question", "?", "answer", "!")))
                .withMessageContaining("{{qestion}}")
                .withMessageContaining("[answer, question]");
        assertThatIllegalArgumentException().isThrownBy(() -> render("{{a.c}}", Map.of("a", Map.of("b", 1))))
                .withMessageContaining("a.c");
    }

    @Test
    void nullIsNothingButNotMissing() {
        // Given
        Map<String, Object> vars = new HashMap<>();
        vars.put("x", null);
        // Then
        assertThat(render("<{{x}}>{{#x}}a{{/x}}{{^x}}b{{/x}}", vars)).isEqualTo("<>b");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1.0, 1", "1.50, 1.5", "-0.0, 0", "1e10, 10000000000", "12345678901234567, 12345678901234567",
        "9223372036854775807, 9223372036854775807", "123456789012345678901234567890, 123456789012345678901234567890",
        "0.1, 0.1", "1e-7, 0.0000001", "100000000000.0, 100000000000", "true, true", "1e300, 1E+300"})
    void numberIsRenderedByValue(String json, String text) {
        assertThat(render("{{x}}", Map.of("x", Json.MAPPER.readValue(json, Object.class)))).isEqualTo(text);
    }

    @Test
    void numberThatWasStoredAndReadAgainRendersTheSame() {
        // Given: 1.0 may come back from a database as 1, as BigDecimal, with zeros
        List<Object> forms = List.of(1, 1L, 1.0, new BigDecimal("1.000"), new BigDecimal("1E0"));
        // Then
        assertThat(forms).allSatisfy(
                form -> assertThat(render("{{x}}|{{l}}", Map.of("x", form, "l", List.of(form)))).isEqualTo("1|[1]"));
    }

    @Test
    void objectsAndListsRenderAsJsonInTheirOwnOrder() {
        // Given
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("z", 1.0);
        object.put("a", Arrays.asList("é\"", null, true, Map.of(), List.of()));
        // Then
        assertThat(render("{{x}}", Map.of("x", object))).isEqualTo("{\"z\":1,\"a\":[\"é\\\"\",null,true,{},[]]}");
    }

    @Test
    void sectionsWalkOverListsAndEnterObjects() {
        // Given
        Map<String, Object> vars = Map.of("shots", List.of(Map.of("q", "1+1", "a", 2), Map.of("q", "2+2", "a", 4)),
                "task", "Add.",
                "tags", List.of("x", "y", "z"), "user", Map.of("name", "Ada"));
        // Then
        assertThat(render("{{task}}{{#shots}} {{q}}={{a}}({{task}}){{/shots}}", vars))
                .isEqualTo("Add. 1+1=2(Add.) 2+2=4(Add.)");
        assertThat(render("{{#tags}}{{-index}}{{.}}{{^-last}}, {{/-last}}{{/tags}}", vars)).isEqualTo("1x, 2y, 3z");
        assertThat(render("{{#user}}{{name}}{{/user}} {{user.name}} {{tags.1}}", vars)).isEqualTo("Ada Ada y");
        assertThat(render("{{#absent}}a{{/absent}}{{^absent}}b{{/absent}}", vars)).isEqualTo("b");
    }

    @ParameterizedTest
    @CsvSource({"false, no", "true, yes", "'\"\"', no", "'\"x\"', yes", "0, yes", "'[]', no", "'{}', yes", "null, no"})
    void sectionShowsWhereTheValueIsSomething(String json, String shown) {
        // Given
        Map<String, Object> vars = new HashMap<>();
        vars.put("x", Json.MAPPER.readValue(json, Object.class));
        // Then
        assertThat(render("{{#x}}yes{{/x}}{{^x}}no{{/x}}", vars)).isEqualTo(shown);
    }

    @Test
    void tagAloneOnItsLineTakesTheLineWithIt() {
        assertThat(render("a\n  {{#x}}  \n  {{.}}\n{{/x}}\n{{! a comment }}\nb\n{{^x}}\nc\n{{/x}}",
                Map.of("x", List.of(1, 2))))
                .isEqualTo("a\n  1\n  2\nb\n");
        assertThat(render("a {{#x}}b{{/x}} c", Map.of("x", true))).isEqualTo("a b c");
        assertThat(render("{{#x}}\n{{/x}}", Map.of("x", true))).isEmpty();
    }

    @Test
    void namesMayHaveHyphensDotsBlanksAndAnyAlphabet() {
        // Given
        Map<String, Object> vars = Map.of("user-input", 1, "a.b", 2, "my question", 3, "größe", 4, "質問", 5,
                "price (USD)", 6, "_id", 7, "$x", 8);
        // Then
        assertThat(render("{{user-input}}{{a.b}}{{ my question }}{{größe}}{{質問}}{{price (USD)}}{{_id}}{{$x}}", vars))
                .isEqualTo("12345678");
    }

    @Test
    void everyStringOfAMessageIsATemplateExceptRoleAndType() {
        // Given
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", "{{x}}");
        message.put("name", "{{x}}");
        message.put("content", List.of(Map.of("type", "{{x}}", "text", "{{x}}"),
                Map.of("type", "image_url", "image_url", Map.of("url", "data:{{x}}", "size", 7))));
        message.put("tool_calls", null);
        // When
        List<Object> rendered = PromptTemplate.compile(new PromptDefinition("p", 0, List.of(message)))
                .render(Map.of("x", "X"));
        // Then
        assertThat(Json.write(rendered)).contains("\"role\":\"{{x}}\"", "\"name\":\"X\"", "\"text\":\"X\"",
                "\"type\":\"{{x}}\"",
                "\"url\":\"data:X\"", "\"size\":7", "\"tool_calls\":null");
    }

    @Test
    void variablesAreThoseOfTheCase() {
        // When
        PromptTemplate template = PromptTemplate
                .compile(prompt(
                        "{{b}}{{a.x}}{{#list}}{{inner}}{{.}}{{-first}}{{/list}}{{^no}}{{deep}}{{/no}}{{7*7}}{{!c}}"));
        // Then
        assertThat(template.variables()).containsExactly("a", "b", "deep", "inner", "list", "no");
        assertThat(template.requiredVariables()).containsExactly("a", "b");
    }

    @Test
    void longTextsAreLinear() {
        // Given: a million open braces would be quadratic for a parser that looks back
        String braces = "{".repeat(200_000) + "{{x}}".repeat(20_000);
        // Then
        assertThat(render(braces, Map.of("x", "1"))).hasSizeBetween(200_000, 250_000);
    }

    private static PromptDefinition prompt(String content) {
        return new PromptDefinition("p", 0, List.of(Map.of("role", "user", "content", content)));
    }

    private static String render(String content, Map<String, ? extends @Nullable Object> vars) {
        @SuppressWarnings("unchecked")
        Map<String, Object> values = (Map<String, Object>) vars;
        Map<?, ?> message = (Map<?, ?>) PromptTemplate.compile(prompt(content)).render(values).getFirst();
        return String.valueOf(message.get("content"));
    }
}
