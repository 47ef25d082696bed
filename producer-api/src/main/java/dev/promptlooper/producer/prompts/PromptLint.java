package dev.promptlooper.producer.prompts;

import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.prompt.PromptTemplate;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.producer.web.FieldProblem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What can be said about a template without a case: its variables, what is wrong with it, and what is only odd.
///
/// @param variables every name the templates refer to
/// @param required  names that a case must have
/// @param errors    what keeps it from being saved
/// @param warnings  what would be saved but is probably not meant
public record PromptLint(Set<String> variables, Set<String> required, List<FieldProblem> errors,
        List<String> warnings) {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");

    /// @param field    where the messages stand in the request, for example `messages`
    /// @param name     name of the prompt, for messages
    /// @param messages chat messages
    public static PromptLint of(String field, String name, List<Map<String, Object>> messages) {
        List<FieldProblem> errors = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        if (messages.isEmpty()) {
            errors.add(new FieldProblem(field, null,
                    "a prompt needs at least one message, for example {role: user, content: \"{{question}}\"}"));
        }
        for (int i = 0; i < messages.size(); i++) {
            checkMessage(field + "[" + i + "]", messages.get(i), errors, warnings);
        }
        try {
            CanonicalJson.write(messages);
        } catch (IllegalArgumentException e) {
            errors.add(new FieldProblem(field, null, String.valueOf(e.getMessage())));
        }
        if (!errors.isEmpty()) {
            return new PromptLint(Set.of(), Set.of(), errors, warnings);
        }
        if (messages.stream().noneMatch(message -> "user".equals(message.get("role")))) {
            warnings.add("no message has the role user; many models answer nothing to that");
        }
        try {
            PromptTemplate template = PromptTemplate.compile(new PromptDefinition(name, 0, messages));
            if (template.variables().isEmpty()) {
                warnings.add("the templates have no {{variable}}, so every case gets the same text");
            }
            return new PromptLint(template.variables(), template.requiredVariables(), errors, warnings);
        } catch (IllegalArgumentException e) {
            errors.add(new FieldProblem(field, null, String.valueOf(e.getMessage())));
            return new PromptLint(Set.of(), Set.of(), errors, warnings);
        }
    }

    private static void checkMessage(String field, Map<String, Object> message, List<FieldProblem> errors,
            List<String> warnings) {
        Object role = message.get("role");
        if (!(role instanceof String text) || text.isBlank()) {
            errors.add(new FieldProblem(field + ".role", role,
                    "a message needs a role, one of " + ROLES.stream().sorted().toList()));
        } else if (!ROLES.contains(text)) {
            warnings.add(field + " has the role '" + text + "', which most endpoints refuse");
        }
        Object content = message.get("content");
        if (content == null && !message.containsKey("tool_calls")) {
            errors.add(new FieldProblem(field + ".content", null,
                    "a message needs a content: a text, or a list of parts"));
        } else if (content != null && !(content instanceof String) && !(content instanceof List<?>)) {
            errors.add(new FieldProblem(field + ".content", content, "content is a text or a list of parts"));
        }
    }
}
