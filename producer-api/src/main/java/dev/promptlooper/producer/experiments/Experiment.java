package dev.promptlooper.producer.experiments;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.time.Instant;

/// A kept sweep request.
///
/// @param id          UUID
/// @param name        for people
/// @param description what it is to find out, or null
/// @param spec        the sweep request, as `POST /api/v1/sweeps` takes it
/// @param version     +1 with every change
/// @param createdAt   when
/// @param updatedAt   when it was last changed
/// @param updatedBy   by whom
@JsonInclude(JsonInclude.Include.NON_NULL)
record Experiment(String id, String name, @Nullable String description, JsonNode spec, long version,
        Instant createdAt, Instant updatedAt, String updatedBy) {}
