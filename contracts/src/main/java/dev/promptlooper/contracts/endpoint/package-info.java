/// Operator configuration of OpenAI-compatible endpoints: where they are, what they may take, what they cost, and a
/// *reference* to their key. Read from a file and the environment, reloaded when the file changes.
@NullMarked
package dev.promptlooper.contracts.endpoint;

import org.jspecify.annotations.NullMarked;
