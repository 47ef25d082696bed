@NullMarked
package dev.promptlooper.contracts.sweep;

import org.jspecify.annotations.NullMarked;
