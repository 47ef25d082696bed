package dev.promptlooper.producer.web;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Serves the documents that describe this interface.
@RestController
final class DocumentController {

    @GetMapping(path = "/api/v1/openapi/commands.yaml", produces = "application/yaml")
    Resource openApi() {
        return new ClassPathResource("openapi/commands.yaml");
    }

    @GetMapping(path = "/api/v1/openapi/access.yaml", produces = "application/yaml")
    Resource accessApi() {
        return new ClassPathResource("openapi/access.yaml");
    }

    /// The JSON Schema of sweep files and sweep requests, for editors.
    @GetMapping(path = "/api/v1/schemas/sweep-file.schema.json", produces = "application/schema+json")
    Resource sweepSchema() {
        return new ClassPathResource("dev/promptlooper/contracts/sweep/sweep-file.schema.json");
    }
}
