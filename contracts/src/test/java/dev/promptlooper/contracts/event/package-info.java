@NullMarked
package dev.promptlooper.contracts.event;

import org.jspecify.annotations.NullMarked;
