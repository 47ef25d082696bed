/// How near two names are, for messages that say what somebody may have meant.
@NullMarked
package dev.promptlooper.contracts.text;

import org.jspecify.annotations.NullMarked;
