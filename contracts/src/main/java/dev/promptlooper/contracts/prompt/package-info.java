/// Prompt templates: logic-less Mustache over the variables of a case; values are never expanded a second time.
@NullMarked
package dev.promptlooper.contracts.prompt;

import org.jspecify.annotations.NullMarked;
