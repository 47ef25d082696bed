package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.contracts.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// What a call will count against an endpoint's tokens per minute, before it is made: a quarter of the body's characters, plus
/// what the request allows the answer to have. Pure.
final class TokenEstimate {

    private static final int CHARACTERS_PER_TOKEN = 4;

    private TokenEstimate() {}

    /// 0 for endpoints without such a limit.
    static long of(CallRequested call, Endpoints endpoints) {
        Endpoint endpoint = endpoints.find(call);
        if (endpoint == null || endpoint.tokensPerMinute() == null) {
            return 0;
        }
        return Math.ceilDiv(call.body().length(), CHARACTERS_PER_TOKEN) + mostTokens(call.body(), endpoint);
    }

    private static long mostTokens(String body, Endpoint endpoint) {
        try (JsonParser parser = Json.MAPPER.createParser(body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    JsonToken value = parser.nextToken();
                    if ((name.equals("max_tokens") || name.equals("max_completion_tokens"))
                            && value == JsonToken.VALUE_NUMBER_INT) {
                        return Math.max(0, parser.getLongValue());
                    }
                    parser.skipChildren();
                }
            }
        } catch (JacksonException _) {
            return endpoint.maxTokensAssumed(); // the endpoint will say what is wrong with the body
        }
        return endpoint.maxTokensAssumed();
    }
}
