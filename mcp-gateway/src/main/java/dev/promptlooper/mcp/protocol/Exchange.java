package dev.promptlooper.mcp.protocol;

import dev.promptlooper.mcp.rest.Caller;
import tools.jackson.databind.node.ObjectNode;

import java.util.Map;

/// One request of a client while it is answered, in whatever era. Used by one thread.
public interface Exchange {

    /// Who asks.
    Caller caller();

    /// Whether the client came by the address that only reads.
    boolean readOnly();

    /// Whether the client has declared a capability, for example `elicitation`.
    boolean supports(String capability);

    /// Asks the client, and with it usually a person. The legacy era waits for the answers; the modern era ends the request with the
    /// questions by throwing, and the client repeats it with the answers, so whatever comes before this call is done again.
    ///
    /// @param questions by a name that is unique within the request, in the order to ask
    /// @return the answers by name
    /// @throws RpcError where the client has not declared what a question needs
    Map<String, ObjectNode> ask(Map<String, Question> questions);

    /// Tells how far it is, if the client asked for that.
    ///
    /// @param total not positive when unknown
    void progress(double done, double total, String message);

    /// A log line for the client, if it wants such lines of this level.
    ///
    /// @param level `debug`, `info`, `notice`, `warning`, `error`, `critical`, `alert` or `emergency`
    void log(String level, String text);

    /// Whether nobody waits for the answer any more.
    boolean cancelled();

    /// @param method `elicitation/create`, `sampling/createMessage` or `roots/list`
    record Question(String method, ObjectNode params) {

        /// What the client must have declared to be asked this.
        public String capability() {
            return switch (method) {
                case "elicitation/create" -> "elicitation";
                case "sampling/createMessage" -> "sampling";
                case "roots/list" -> "roots";
                default -> throw new IllegalArgumentException("clients cannot be asked " + method);
            };
        }
    }
}
