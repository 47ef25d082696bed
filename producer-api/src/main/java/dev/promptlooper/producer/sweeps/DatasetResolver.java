package dev.promptlooper.producer.sweeps;

import dev.promptlooper.producer.datasets.DatasetRepository;
import dev.promptlooper.producer.datasets.DatasetVersion;
import dev.promptlooper.producer.web.NearNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Optional;

/// Resolves the `dataset` of a request to a version. Thread-safe.
final class DatasetResolver {

    private static final List<String> FILE_KEYS = List.of("file", "format", "expected", "id", "vars", "metadata");

    private final DatasetRepository datasets;

    DatasetResolver(DatasetRepository datasets) {
        this.datasets = datasets;
    }

    Optional<DatasetVersion> resolve(JsonNode node, Findings findings) {
        if (node.isString()) {
            String text = node.asString();
            int at = text.lastIndexOf('@');
            return at <= 0 ? find(text, null, findings) : find(text.substring(0, at), text.substring(at + 1), findings);
        }
        boolean fileOnly = false;
        for (String key : FILE_KEYS) {
            if (node.has(key)) {
                findings.problem("dataset." + key, SweepSchema.value(node.path(key)),
                        "belongs to files, which the server does"
                                + " not read; upload the cases with POST /api/v1/datasets and name the dataset here");
                fileOnly = true;
            }
        }
        if (!node.has("name")) {
            if (!fileOnly) {
                findings.problem("dataset.name", null, "is missing; name an uploaded dataset"
                        + (datasets.names().isEmpty()
                                ? ", there is none yet"
                                : ", one of " + shortList(datasets.names())));
            }
            return Optional.empty();
        }
        return find(node.path("name").asString(), node.has("version") ? node.path("version").asString() : null,
                findings);
    }

    private Optional<DatasetVersion> find(String name, @Nullable String version, Findings findings) {
        Optional<DatasetVersion> latest = datasets.latest(name);
        if (latest.isEmpty()) {
            findings.problem("dataset", name,
                    "there is no dataset '" + name + "'" + NearNames.hint(name, datasets.names())
                            + "; upload it with POST /api/v1/datasets?name=" + name.replace(' ', '+'));
            return latest;
        }
        if (version == null || version.equals("latest")) {
            return latest;
        }
        Optional<DatasetVersion> found = version.matches("\\d{1,9}")
                ? datasets.find(name, Integer.parseInt(version))
                : Optional.empty();
        if (found.isEmpty()) {
            findings.problem("dataset", name + "@" + version, "dataset '" + name + "' has no version " + version
                    + "; its newest is " + latest.get().version());
        }
        return found;
    }

    private static List<String> shortList(List<String> names) {
        return names.subList(0, Math.min(10, names.size()));
    }
}
