package dev.promptlooper.producer.datasets;

import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.producer.web.Actor;
import dev.promptlooper.producer.web.AuditDetail;
import dev.promptlooper.producer.web.JsonBodies;
import dev.promptlooper.producer.web.NearNames;
import dev.promptlooper.producer.web.Page;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// `/api/v1/datasets`.
@RestController
@RequestMapping("/api/v1/datasets")
final class DatasetController {

    /// How much of a rejected upload is read on, so that the client, still sending, lives to read the answer.
    private static final long DRAIN_BYTES = 256L << 20;

    private final DatasetRepository datasets;
    private final DatasetImport imports;
    private final Actor actor;

    DatasetController(DatasetRepository datasets, DatasetImport imports, Actor actor) {
        this.datasets = datasets;
        this.imports = imports;
        this.actor = actor;
    }

    @GetMapping
    Page<DatasetVersion> list(@RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "100") int limit) {
        return Page.of(datasets.list(after, Page.limit(limit) + 1), limit, DatasetVersion::name);
    }

    @PostMapping(consumes = {"application/octet-stream", "text/csv", "application/x-ndjson", "application/jsonl",
        "application/x-jsonlines", "application/json", "application/yaml", "application/x-yaml", "text/yaml",
        "text/plain"})
    ResponseEntity<DatasetVersion> upload(@RequestParam @Nullable String name, @RequestParam @Nullable String format,
            @RequestParam @Nullable String expected, @RequestParam @Nullable String id,
            @RequestParam @Nullable String vars, @RequestParam @Nullable String metadata,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE) @Nullable String contentType, InputStream body)
            throws IOException {
        try {
            DatasetImport.Imported imported = imports.read(JsonBodies.name("name", name),
                    DatasetFormat.of(format, contentType), ColumnMapping.of(expected, id, vars, metadata), body,
                    actor.current());
            DatasetVersion version = imported.version();
            AuditDetail.change("dataset", version.name(), null, Map.of("version", version.version(), "cases",
                    version.cases(), "sha256", version.sha256(), "created", imported.created()));
            URI location = UriComponentsBuilder.fromPath("/api/v1/datasets/{name}/versions/{version}")
                    .encode()
                    .build(version.name(), version.version());
            return imported.created()
                    ? ResponseEntity.created(location).body(version)
                    : ResponseEntity.ok().location(location).body(version);
        } catch (Problem e) {
            drain(body);
            throw e;
        }
    }

    @GetMapping("/{name}")
    DatasetVersion latest(@PathVariable String name) {
        return datasets.latest(name)
                .orElseThrow(() -> Problem
                        .notFound("there is no dataset '" + name + "'" + NearNames.hint(name, datasets.names())));
    }

    @GetMapping("/{name}/versions")
    Page<DatasetVersion> versions(@PathVariable String name,
            @RequestParam(defaultValue = "2147483647") int after, @RequestParam(defaultValue = "100") int limit) {
        latest(name);
        return Page.of(datasets.versions(name, after, Page.limit(limit) + 1), limit, DatasetVersion::version);
    }

    @GetMapping("/{name}/versions/{version}")
    DatasetVersion get(@PathVariable String name, @PathVariable int version) {
        return datasets.find(name, version)
                .orElseThrow(() -> Problem.notFound("dataset '" + name + "' has no version " + version
                        + "; its newest is " + latest(name).version()));
    }

    @GetMapping("/{name}/versions/{version}/cases")
    Page<DatasetCase> cases(@PathVariable String name, @PathVariable int version,
            @RequestParam(defaultValue = "-1") long after, @RequestParam(defaultValue = "100") int limit) {
        get(name, version);
        List<DatasetCase> cases = datasets.cases(name, version, after + 1, Page.limit(limit) + 1);
        return Page.of(cases, limit, DatasetCase::index);
    }

    private static void drain(InputStream body) {
        try {
            byte[] sink = new byte[64 << 10];
            long left = DRAIN_BYTES;
            for (int read = body.read(sink); read >= 0 && left > 0; read = body.read(sink)) {
                left -= read;
            }
        } catch (IOException e) {
            // the client is gone; the problem is answered to nobody
        }
    }
}
