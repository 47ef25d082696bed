package dev.promptlooper.mcp.modern;

import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.protocol.RpcError;
import dev.promptlooper.mcp.protocol.RpcMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The `requestState` of a request that needs answers of the client: what it was asked and has answered so far, bound by
/// HMAC-SHA-256 to who asked, to the very request, and to ten minutes. The server keeps nothing, so whichever process has the same
/// key can go on: this one after a restart, or another one beside it. Thread-safe.
public final class RequestStates {

    private static final Duration VALID = Duration.ofMinutes(10);
    private static final String ALGORITHM = "HmacSHA256";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final InstantSource clock;

    /// What a state holds.
    ///
    /// @param answers of the client in the rounds before, by the name of the question
    /// @param asked   names of the questions of the last round
    record State(ObjectNode answers, Set<String> asked) {}

    /// @param key at least 32 random bytes
    public RequestStates(byte[] key, InstantSource clock) {
        if (key.length < 32) {
            throw new IllegalArgumentException("the key of request states has at least 32 bytes, was " + key.length);
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.clock = clock;
    }

    /// @param owner   who asks
    /// @param answers of the client so far, by the name of the question
    /// @param asked   names of the questions that it is asked now
    String seal(String owner, RpcMessage request, ObjectNode answers, Set<String> asked) {
        ObjectNode state = Json.MAPPER.createObjectNode()
                .put("owner", owner)
                .put("request", fingerprint(request))
                .put("until", clock.instant().plus(VALID).getEpochSecond());
        state.set("answers", answers);
        asked.forEach(state.putArray("asked")::add);
        byte[] content = Json.MAPPER.writeValueAsBytes(state);
        return BASE64.encodeToString(content) + "." + BASE64.encodeToString(mac(content));
    }

    /// @throws RpcError where it is not ours, of another request or caller, or too old
    State open(String sealed, String owner, RpcMessage request) {
        String[] parts = sealed.split("\\.", -1);
        try {
            if (parts.length == 2) {
                byte[] content = Base64.getUrlDecoder().decode(parts[0]);
                if (MessageDigest.isEqual(mac(content), Base64.getUrlDecoder().decode(parts[1]))) {
                    return checked(Json.MAPPER.readTree(content), owner, request);
                }
            }
        } catch (IllegalArgumentException | JacksonException e) {
            throw refused();
        }
        throw refused();
    }

    private State checked(JsonNode state, String owner, RpcMessage request) {
        boolean fits = state.path("owner").asString("").equals(owner)
                && state.path("request").asString("").equals(fingerprint(request))
                && clock.instant().getEpochSecond() < state.path("until").asLong(0);
        if (fits && state.get("answers") instanceof ObjectNode answers) {
            return new State(answers, state.path("asked")
                    .valueStream()
                    .map(name -> name.asString(""))
                    .collect(Collectors.toUnmodifiableSet()));
        }
        throw refused();
    }

    private static RpcError refused() {
        return RpcError.refused(400, RpcError.INVALID_PARAMS,
                "the requestState is not one of this request, or older than " + VALID.toMinutes()
                        + " minutes; send the request again without it");
    }

    private static String fingerprint(RpcMessage request) {
        ObjectNode params = request.params().deepCopy();
        params.remove(List.of("inputResponses", "requestState", "_meta"));
        return ConfigHash.sha256(request.method() + "\n" + CanonicalJson.canonicalize(Json.write(params)));
    }

    private byte[] mac(byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update("promptlooper requestState\n".getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, e);
        }
    }
}
