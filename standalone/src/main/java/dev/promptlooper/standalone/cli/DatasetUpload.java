package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/// Brings a sweep file's dataset into the catalogue; a file that is there already is not sent again. Stateless.
final class DatasetUpload {

    private static final Set<String> EXPECTED_BY_NAME = Set.of("expected", "__expected");

    private DatasetUpload() {}

    /// @param name    name in the catalogue
    /// @param version version that holds the file
    /// @param cases   its cases
    record Stored(String name, int version, long cases) {}

    static Stored ensure(Api api, SweepFile.DatasetFile dataset) {
        JsonNode known = newest(api, dataset.name());
        if (known == null || !sameContent(known, dataset)) {
            try {
                known = api.upload(uploadPath(dataset), dataset.file(), contentType(dataset.file()));
            } catch (CliFailure e) {
                throw new CliFailure(dataset.file() + ": " + e.getMessage(), e);
            }
        }
        return new Stored(known.path("name").asString(dataset.name()), known.path("version").asInt(),
                known.path("cases").asLong());
    }

    private static @Nullable JsonNode newest(Api api, String name) {
        for (JsonNode item : api.get("/api/v1/datasets?limit=1000").path("items")) {
            if (item.path("name").asString("").equals(name)) {
                return item;
            }
        }
        return null;
    }

    private static boolean sameContent(JsonNode known, SweepFile.DatasetFile dataset) {
        if (known.path("bytes").asLong(-1) != size(dataset.file())
                || !known.path("sha256").asString("").equals(sha256(dataset.file()))) {
            return false;
        }
        String expected = null;
        String id = null;
        for (JsonNode column : known.path("columns")) {
            String role = column.path("role").asString("");
            String name = column.path("name").asString("");
            expected = role.equals("expected") ? name : expected;
            id = role.equals("id") ? name : id;
        }
        boolean sameExpected = dataset.expected() == null
                ? expected == null || EXPECTED_BY_NAME.contains(expected)
                : dataset.expected().equals(expected);
        return sameExpected && (dataset.id() == null ? id == null || id.equals("id") : dataset.id().equals(id));
    }

    private static String uploadPath(SweepFile.DatasetFile dataset) {
        return "/api/v1/datasets?name=" + Api.encode(dataset.name())
                + (dataset.expected() == null ? "" : "&expected=" + Api.encode(dataset.expected()))
                + (dataset.id() == null ? "" : "&id=" + Api.encode(dataset.id()));
    }

    static String contentType(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return "text/csv";
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return "application/x-ndjson";
        }
        if (name.endsWith(".json")) {
            return "application/json";
        }
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return "application/yaml";
        }
        throw new CliFailure(
                "the ending of " + file + " does not tell its format; name it .csv, .jsonl, .json or .yaml");
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new CliFailure("cannot read " + file, e);
        }
    }

    private static String sha256(Path file) {
        try (DigestInputStream input = new DigestInputStream(Files.newInputStream(file),
                MessageDigest.getInstance("SHA-256"))) {
            input.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(input.getMessageDigest().digest());
        } catch (IOException e) {
            throw new CliFailure("cannot read " + file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
