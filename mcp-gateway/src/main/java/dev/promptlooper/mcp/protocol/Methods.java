package dev.promptlooper.mcp.protocol;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.prompt.BadPrompt;
import dev.promptlooper.mcp.resource.UnknownResource;
import dev.promptlooper.mcp.rest.RestFailure;
import dev.promptlooper.mcp.tool.NearNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// The methods that both eras have, answered from the [Offer]. Whatever goes wrong inside, only our own words leave.
/// Stateless, thread-safe.
public final class Methods {

    /// What [#answer] knows.
    public static final List<String> NAMES = List.of("tools/list", "tools/call", "resources/list",
            "resources/templates/list", "resources/read", "prompts/list", "prompts/get", "completion/complete");

    private static final Logger LOG = LoggerFactory.getLogger(Methods.class);
    /// Lists depend on the rights of the caller, which can change any time.
    private static final Answer.Cache LISTS = new Answer.Cache(Duration.ofMinutes(1), false);

    private static final int LONGEST_NAME = 64;

    private final Offer offer;
    private final int unknownResource;

    /// @param unknownResource error code of the era for a URI with nothing behind it
    public Methods(Offer offer, int unknownResource) {
        this.offer = offer;
        this.unknownResource = unknownResource;
    }

    /// @throws RpcError in every case that is not an answer
    public Answer answer(String method, ObjectNode params, Exchange exchange) {
        try {
            return switch (method) {
                case "tools/list" -> list("tools", tools(exchange), params);
                case "tools/call" -> Answer.of(call(params, exchange));
                case "resources/list" -> list("resources", offer.resources(exchange), params);
                case "resources/templates/list" -> list("resourceTemplates", offer.templates(), params);
                case "resources/read" -> offer.read(required(params, "uri"), exchange);
                case "prompts/list" -> list("prompts", offer.prompts(), params);
                case "prompts/get" -> Answer
                        .of(offer.prompt(required(params, "name"), object(params, "arguments"), exchange));
                case "completion/complete" -> Answer.of(complete(params, exchange));
                default -> throw RpcError.unknownMethod(method);
            };
        } catch (UnknownResource e) {
            throw RpcError.of(unknownResource, String.valueOf(e.getMessage()),
                    Json.MAPPER.createObjectNode().put("uri", e.uri()));
        } catch (BadPrompt e) {
            throw RpcError.of(RpcError.INVALID_PARAMS, String.valueOf(e.getMessage()));
        } catch (RestFailure e) {
            throw RpcError.of(RpcError.INTERNAL_ERROR, refusal(e));
        } catch (RpcError | InputRequired e) {
            throw e;
        } catch (RuntimeException e) {
            String reference = UUID.randomUUID().toString();
            LOG.error("{} failed, reference {}", method, reference, e);
            throw RpcError.of(RpcError.INTERNAL_ERROR,
                    "internal error, reference " + reference + "; the server's log has the details");
        }
    }

    /// The API's own text is not passed on: it may quote what models wrote.
    private static String refusal(RestFailure failure) {
        return switch (failure.status()) {
            case 0, 502, 503, 504 -> "PromptLooper's API does not answer; try again in a few seconds";
            case 401 -> "the key is not accepted (any more); use another one";
            case 403 -> "the key does not allow this; use one with more scopes";
            case 404 -> "there is no such thing; list what there is";
            case 429 -> "too many calls; wait a little";
            default -> "PromptLooper's API refused with status " + failure.status();
        };
    }

    private Answer list(String member, ArrayNode entries, ObjectNode params) {
        if (params.has("cursor")) {
            throw RpcError.of(RpcError.INVALID_PARAMS, "the cursor is not known: lists come in one page here");
        }
        return new Answer(Json.MAPPER.createObjectNode().set(member, entries), LISTS);
    }

    private ArrayNode tools(Exchange exchange) {
        ArrayNode entries = Json.MAPPER.createArrayNode();
        offer.tools().stream().filter(tool -> tool.visible().test(exchange)).forEach(tool -> entries.add(tool.entry()));
        return entries;
    }

    private ObjectNode call(ObjectNode params, Exchange exchange) {
        String name = required(params, "name");
        OfferedTool tool = offer.tools()
                .stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknownTool(name, exchange));
        return tool.call().call(object(params, "arguments"), exchange);
    }

    private RpcError unknownTool(String name, Exchange exchange) {
        List<String> visible = offer.tools()
                .stream()
                .filter(tool -> tool.visible().test(exchange))
                .map(OfferedTool::name)
                .toList();
        String hint = name.length() > LONGEST_NAME ? "" : NearNames.hint(name, visible);
        return RpcError.of(RpcError.INVALID_PARAMS,
                "there is no tool " + Quoted.of(name) + (hint.isEmpty() ? "; tools/list shows all" : hint));
    }

    private ObjectNode complete(ObjectNode params, Exchange exchange) {
        ObjectNode argument = object(params, "argument");
        return offer.complete(object(params, "ref"), required(argument, "name"),
                argument.path("value").asString(""), exchange);
    }

    private static String required(ObjectNode params, String name) {
        JsonNode value = params.path(name);
        if (!value.isString() || value.asString().isBlank()) {
            throw RpcError.of(RpcError.INVALID_PARAMS, "'" + name + "' is missing or not a string");
        }
        return value.asString();
    }

    private static ObjectNode object(ObjectNode params, String name) {
        JsonNode value = params.get(name);
        if (value == null || value.isNull()) {
            return Json.MAPPER.createObjectNode();
        }
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw RpcError.of(RpcError.INVALID_PARAMS, "'" + name + "' is not an object");
    }
}
