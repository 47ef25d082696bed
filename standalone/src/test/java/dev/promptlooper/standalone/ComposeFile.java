package dev.promptlooper.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.testkit.Repository;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// `docker-compose.yml`, parsed.
final class ComposeFile {

    private ComposeFile() {}

    static Map<String, Map<String, Object>> services() {
        return mapOfMaps(load().get("services"));
    }

    static Map<String, Object> load() {
        try {
            return map(new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(Files.readString(Repository.file("docker-compose.yml"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked") // the file is YAML with string keys throughout, which the test itself asserts
    static Map<String, Object> map(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    static Map<String, Map<String, Object>> mapOfMaps(@Nullable Object value) {
        return map(value).entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> map(entry.getValue())));
    }
}
