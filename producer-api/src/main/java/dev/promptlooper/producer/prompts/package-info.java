/// Prompts: named chat templates whose every save is an immutable version, and labels that point at versions.
@NullMarked
package dev.promptlooper.producer.prompts;

import org.jspecify.annotations.NullMarked;
