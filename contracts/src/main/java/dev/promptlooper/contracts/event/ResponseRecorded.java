package dev.promptlooper.contracts.event;

/// Topic `response` (compacted), key = config hash. The cache: what was asked, and what was answered.
///
/// @param schema      record version, currently 1
/// @param configHash  the key
/// @param endpoint    name of the endpoint at the time of the call
/// @param endpointUrl identity of the endpoint that went into the hash
/// @param model       model as requested
/// @param body        the request body that was sent, so that a miss can be explained field by field
/// @param answer      what came back
public record ResponseRecorded(int schema, String configHash, String endpoint, String endpointUrl, String model,
        String body,
        ModelAnswer answer) {

    public static final int SCHEMA = 1;
}
