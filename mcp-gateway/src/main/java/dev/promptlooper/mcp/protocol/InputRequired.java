package dev.promptlooper.mcp.protocol;

import java.util.Map;

/// Ends a request of the modern era with questions: the client repeats it with the answers.
public final class InputRequired extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Map<String, Exchange.Question> questions;

    /// @param questions in the order to ask
    public InputRequired(Map<String, Exchange.Question> questions) {
        super("the client has to be asked", null, false, false);
        this.questions = questions;
    }

    public Map<String, Exchange.Question> questions() {
        return questions;
    }
}
